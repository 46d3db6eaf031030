#!/usr/bin/env python3
"""The six checks that a notebook runs over a dataset with pandas, as they are usually written:   notebook.py FILE COLUMN [--no-density]

FILE has the columns segment (the label), predicted and created. Drawing is to memory. Prints {"rows", "mean", "missing", "repeated", "agreement",
"seconds", "parts": {snippet: seconds}}. --no-density leaves the density curves out, which take most of the time.
"""
import io, json, sys, time
import matplotlib
matplotlib.use('Agg')
import matplotlib.pyplot as plt
import pandas as pd
from statsmodels.stats.outliers_influence import variance_inflation_factor

FILE, COLUMN, DENSITY = sys.argv[1], sys.argv[2], '--no-density' not in sys.argv
start = last = time.perf_counter()
parts = {}


def part(name):
    global last
    now = time.perf_counter()
    parts[name], last = round(now - last, 3), now


def drawn():
    plt.savefig(io.BytesIO(), format='png')
    plt.close('all')


df = pd.read_csv(FILE, parse_dates=['created'])
part('read')

# Completeness.
missing = df.isnull().sum()
part('completeness')

# Representativeness.
numeric = df.select_dtypes('number')
summary = df.describe(include='all', datetime_is_numeric=True)
numeric.hist(bins=50, figsize=(12, 9))
drawn()
if DENSITY:
    numeric.plot.kde(subplots=True, layout=(3, 3), figsize=(12, 9), sharex=False)
    drawn()
part('representativeness')

# Diversity.
shares = {name: df[name].value_counts(normalize=True) for name in df.columns}
part('diversity')

# Accuracy.
agreement = (df['segment'] == df['predicted']).mean()
confusion = pd.crosstab(df['segment'], df['predicted'])
part('accuracy')

# Correlation.
correlation = numeric.corr()
complete = numeric.dropna().assign(constant=1.0).to_numpy(float)
inflation = [variance_inflation_factor(complete, i) for i in range(complete.shape[1] - 1)]
part('correlation')

# Timeliness, and repeated rows.
newest = df['created'].max(), (df['created'].max() - df['created']).dt.days.describe()
repeated = df.duplicated().sum()
part('timeliness')

assert len(summary) and len(shares) == df.shape[1] and confusion.to_numpy().sum() == len(df) and correlation.shape[0] == len(inflation)
print(json.dumps({'rows': len(df), 'columns': df.shape[1], 'mean': float(df[COLUMN].mean()), 'missing': int(missing[COLUMN]),
                  'repeated': int(repeated), 'agreement': float(agreement), 'seconds': last - start, 'parts': parts}))
