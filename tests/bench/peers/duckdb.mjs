// DuckDB's SUMMARIZE of a CSV or JSONL file, all of its result fetched:   node duckdb.mjs FILE COLUMN THREADS
// Prints {"rows", "mean", "seconds"}: the mean of COLUMN, and the time from the first statement to the last row, without the start of node.
import { DuckDBInstance } from '@duckdb/node-api';

const [file, column, threads] = process.argv.slice(2);
const database = await DuckDBInstance.create(':memory:', { threads });
const connection = await database.connect();
const quoted = file.replaceAll("'", "''");
const source = file.endsWith('.jsonl') ? `read_json('${quoted}', format='newline_delimited')` : `read_csv('${quoted}', nullstr=['', 'NA'])`;

const start = performance.now();
const summary = (await connection.runAndReadAll(`SUMMARIZE FROM ${source}`)).getRowObjectsJson();
const seconds = (performance.now() - start) / 1000;

const of = summary.find(row => row.column_name === column);
console.log(JSON.stringify({ rows: Number(of.count), mean: Number(of.avg), columns: summary.length, seconds }));
