/* json_probe: does a source's head look like JSON Lines, or like a JSON document? See probe in format.h. */
#ifndef ASSAY_PARSE_JSON_PROBE_H
#define ASSAY_PARSE_JSON_PROBE_H

#include "parse/format.h"

int jsonl_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *);
int json_probe(const char *head, size_t n, bool whole, const char *source_name, struct dialect *);

#endif
