// The statistics of an audit in polars, over a data frame in memory:   POLARS_MAX_THREADS=N node polars.mjs FILE COLUMN
// Each is asked for in the quickest of the ways that were tried: one expression a column in one select is not always it.
//
// Reads the file; mean, deviation, least, greatest and median of each column; missing cells; distinct values; seven quantiles, skewness and
// kurtosis of each numeric column; the ten most frequent values of each column; repeated rows; Pearson's correlation of each pair of the first
// 50 numeric columns. What an audit does beyond that (rank correlation, Cramér's V, histograms, evidence, the stored rows …) is left out.
// Prints {"rows", "columns", "mean", "missing", "repeated", "seconds"}.
import pl from 'nodejs-polars';

const [file, column] = process.argv.slice(2);
const QUANTILES = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const CORRELATED = 50;

// A column's name is a property of the frame, too: height and width are asked of its shape.
const start = performance.now();
const data = file.endsWith('.jsonl')
	? pl.scanJson(file).collectSync()
	: pl.readCSV(file, { nullValues: ['', 'NA'], tryParseDates: true });
const numeric = data.columns.filter(name => data.getColumn(name).isNumeric());
const correlated = numeric.slice(0, CORRELATED);

const summary = data.describe();
const missing = data.nullCount();
const distinct = data.columns.map(name => data.getColumn(name).nUnique());
const quantiles = numeric.map(name => {
	const sorted = data.getColumn(name).sort();
	return QUANTILES.map(q => sorted.quantile(q));
});
const shape = numeric.map(name => [data.getColumn(name).skew(), data.getColumn(name).kurtosis()]);
const top = data.columns.map(name => data.getColumn(name).valueCounts(true).head(10));
const correlation = data.select(...correlated.flatMap((a, i) => correlated.slice(0, i).map(b => pl.pearsonCorr(a, b).alias(`${a} ${b}`))));
const repeated = data.isDuplicated().sum();
const seconds = (performance.now() - start) / 1000;

const frames = [summary, missing, ...top, correlation], values = [...distinct, ...quantiles.flat(), ...shape.flat()];
if (frames.some(frame => frame.shape.height === 0) || values.some(value => value === null))
	throw new Error('a statistic is empty');
console.log(JSON.stringify({ rows: data.shape.height, columns: data.shape.width, mean: data.getColumn(column).mean(),
	missing: missing.getColumn(column).get(0), repeated: Number(repeated), seconds }));
