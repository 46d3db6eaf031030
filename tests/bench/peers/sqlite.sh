#!/bin/sh
# sqlite3's own import of a CSV file into a table of a new database, every cell as text:   sh sqlite.sh FILE DATABASE
exec sqlite3 "$2" '.mode csv' ".import '$1' data"
