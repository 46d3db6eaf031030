# Records that were entered twice with a slip: --near compares n-grams of characters over the columns together.
cat >people.csv <<'END'
id,name,street,town
1,Johanna Maier,Lindenallee 12,Hannover
2,Peter Ohm,Am Markt 3,Celle
3,Johana Mayer,Lindenalle 12,Hannover
4,Ines Brandt,Hafenstrasse 77,Bremen
5,PETER OHM,Am Markt 3,Celle
END
assay audit people.csv --near name,street,town --now 2026-01-31 --db x.db --quiet || :
assay query x.db 'SELECT kind, row, representative, round(similarity, 3) AS similarity FROM assay_duplicate WHERE row <> representative'
assay audit people.csv --near name,street,twon --now 2026-01-31 || :
assay audit people.csv --near name --near-bands 14 --now 2026-01-31 || :
assay audit people.csv --near name --near-jaccard 1.2 --now 2026-01-31 || :
assay audit people.csv --near name --near-shingle three --now 2026-01-31 || :
