/* error: a failure as assay.h gives it to the caller. */
#ifndef ASSAY_ENGINE_ERROR_H
#define ASSAY_ENGINE_ERROR_H

#include "assay/assay.h"
#include "base/err.h"

#include <string.h>

_Static_assert(sizeof ((struct err *)0)->text == sizeof ((struct assay_error *)0)->text, "errors are copied whole");

static inline void error_give(struct assay_error *error, const struct err *e)
{
	error->code = (int)e->code;
	memcpy(error->text, e->text, sizeof error->text);
}

#endif
