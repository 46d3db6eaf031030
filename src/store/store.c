/* store: the life of a database file: created beside its final name, filled, synced and renamed, or removed.
 *
 * Takes a path, gives a struct store that the other files of this folder fill and read. A named store is one
 * transaction with no journal and no syncing: the file is nobody's until store_commit syncs it and gives it its name, so a
 * crash has nothing to roll back. The store owns its connection, its statements and the file until then.
 */
#include "store/load.h"

#include "store/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The application id in the header of every database made here ("assy"), so that no other file is overwritten. */
enum { HEADER_BYTES = 100, APPLICATION_ID_AT = 68 };
static const unsigned char application_id[4] = { 'a', 's', 's', 'y' };

static const char building_mark[] = ".assay-tmp-";

/* Pages of 16 KiB: 1e6 rows × 15 columns load in 0.86 of the time of 4 KiB pages; 64 KiB save 0.07 more, but a
 * database has a page a table at least. */
static const char pragmas[] =
	"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-12288; PRAGMA temp_store=FILE; PRAGMA secure_delete=OFF;";
static const char header_pragmas[] = "PRAGMA page_size=16384; PRAGMA application_id=0x61737379; PRAGMA user_version=1;";

/* The tables beside the data, in the file ("main.") or temporary ("temp."). */
#define LAYOUT(in) \
	"CREATE TABLE " in "assay_column(id INTEGER PRIMARY KEY, name TEXT, table_name TEXT, column_name TEXT);" \
	"CREATE UNIQUE INDEX " in "assay_column_name ON assay_column(column_name COLLATE NOCASE);" \
	"CREATE TABLE " in "assay_source(id INTEGER PRIMARY KEY, path TEXT, format TEXT, encoding TEXT, compression TEXT," \
	" bytes INTEGER, hash TEXT, rows INTEGER, rejected INTEGER);" \
	"CREATE TABLE " in "assay_place(row INTEGER PRIMARY KEY, source INTEGER, line INTEGER);" \
	"CREATE TABLE " in "assay_reject(source INTEGER, line INTEGER, reason TEXT, raw, bytes INTEGER);" \
	"CREATE TABLE " in "assay_run(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;" \
	"CREATE TABLE " in "assay_kind(first_row INTEGER PRIMARY KEY, rows INTEGER, source INTEGER, kinds BLOB, digest INTEGER);" \
	"CREATE TABLE " in "assay_state(name TEXT, version INTEGER, part INTEGER, length INTEGER, bytes BLOB);"

/* For pages the lock comes and goes (file_claim holds one all the time), and the tables beside the data come twice. */
static const char *const layout[] = {
	[STORE_BY_PAGES] = "BEGIN EXCLUSIVE;" LAYOUT("main.") "COMMIT;" LAYOUT("temp.") "PRAGMA temp.journal_mode=OFF; BEGIN EXCLUSIVE;",
	[STORE_BY_SQL] = "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE;" LAYOUT("main."),
};

/* Files. */

/* "DIR/BASE" → length of "DIR", and BASE. The path has a slash: it was resolved. */
static const char *path_split(const char *path, size_t *directory)
{
	const char *slash = strrchr(path, '/');

	*directory = slash == path ? 1 : (size_t)(slash - path);
	return slash + 1;
}

/* Follow links, so that the file behind a link is replaced and not the link; a new file needs its directory only. */
static char *path_resolve(const char *path, struct err *e)
{
	const char *slash = strrchr(path, '/'), *base = slash ? slash + 1 : path;
	char *directory, *real = realpath(path, NULL), *whole = NULL;

	if (real)
		return real;
	if (!*base) {
		err_set(e, ERR_STORE, "writing %s: this is not the name of a file", *path ? path : "the database");
		return NULL;
	}
	directory = slash ? strndup(path, slash == path ? 1 : (size_t)(slash - path)) : strdup(".");
	if (!directory) {
		err_nomem(e);
		return NULL;
	}
	real = realpath(directory, NULL);
	if (!real)
		err_set(e, ERR_STORE, "writing %s: %s: %s", path, directory, strerror(errno));
	else if (asprintf(&whole, "%s/%s", strcmp(real, "/") == 0 ? "" : real, base) < 0) {
		whole = NULL;
		err_nomem(e);
	}
	free(directory);
	free(real);
	return whole;
}

/* A file that is already there may be replaced if it is empty or was made here. *mode: its permissions, else 0666. */
static int target_check(const struct store *s, mode_t *mode, struct err *e)
{
	unsigned char header[HEADER_BYTES];
	struct stat st;
	ssize_t got;
	int fd;

	*mode = 0666;
	if (stat(s->path, &st))
		return errno == ENOENT ? 0 : err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	if (!S_ISREG(st.st_mode))
		return err_set(e, ERR_STORE, "writing %s: it exists and is not a regular file", s->name);
	*mode = st.st_mode & 0777;
	if (st.st_size == 0)
		return 0;
	fd = open(s->path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	got = read(fd, header, sizeof header);
	close(fd);
	if (got == (ssize_t)sizeof header && memcmp(header, "SQLite format 3", 16) == 0 &&
	    memcmp(header + APPLICATION_ID_AT, application_id, sizeof application_id) == 0)
		return 0;
	return err_set(e, ERR_STORE, "writing %s: it exists and is not an assay database; remove it or give another name",
		       s->name);
}

/* Does another process hold a lock on the file? Tells a live owner whose PID means nothing here (a container). */
static bool file_is_locked(int directory, const char *name)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = openat(directory, name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	bool locked;

	if (fd < 0)
		return false;
	locked = fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
	close(fd);
	return locked;
}

/* The PID in "BASE.assay-tmp-PID", with or without "-journal" and the like behind it; 0: another name. */
static pid_t leftover_pid(const char *name, const char *base)
{
	size_t n = strlen(base);
	intmax_t pid;
	char *end;

	if (strncmp(name, base, n) != 0 || strncmp(name + n, building_mark, strlen(building_mark)) != 0)
		return 0;
	name += n + strlen(building_mark);
	if (*name < '1' || *name > '9')
		return 0;
	pid = strtoimax(name, &end, 10);
	if (*end && strcmp(end, "-journal") != 0 && strcmp(end, "-wal") != 0 && strcmp(end, "-shm") != 0)
		return 0;
	return pid > 0 && pid <= INT32_MAX ? (pid_t)pid : 0;
}

/* Remove what killed runs left beside the path. One that carries our own PID is an earlier process's too. */
static void leftovers_remove(const char *path)
{
	size_t length;
	const char *base = path_split(path, &length);
	char *directory = strndup(path, length);
	DIR *d = directory ? opendir(directory) : NULL;
	struct dirent *entry;

	free(directory);
	if (!d)
		return;
	while ((entry = readdir(d))) {
		pid_t pid = leftover_pid(entry->d_name, base);

		if (pid == 0)
			continue;
		if (pid == getpid() || (kill(pid, 0) && errno == ESRCH && !file_is_locked(dirfd(d), entry->d_name)))
			unlinkat(dirfd(d), entry->d_name, 0);
	}
	closedir(d);
}

/* Make the empty file that SQLite will fill; *file is malloc'd. */
int store_named_create(struct store *s, const char *path, char **file, struct err *e)
{
	mode_t mode;
	int fd;

	s->name = strdup(path);
	if (!s->name)
		return err_nomem(e);
	s->path = path_resolve(path, e);
	if (!s->path || target_check(s, &mode, e))
		return -1;
	leftovers_remove(s->path);
	if (asprintf(&s->building, "%s%s%jd", s->path, building_mark, (intmax_t)getpid()) < 0) {
		s->building = NULL;
		return err_nomem(e);
	}
	fd = open(s->building, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC | O_NOFOLLOW, mode);
	if (fd < 0) {
		err_set(e, ERR_STORE, "writing %s: %s: %s", s->name, s->building, strerror(errno));
		free(s->building);
		s->building = NULL;
		return -1;
	}
	if (mode != 0666)
		fchmod(fd, mode);	/* the umask does not apply to a file that is replaced */
	s->fd = fd;
	*file = strdup(s->building);
	return *file ? 0 : err_nomem(e);
}

static int temporary_create(struct store *s, char **file, struct err *e)
{
	const char *given = getenv("TMPDIR"), *wanted = given && *given ? given : "/tmp";
	char *directory = realpath(wanted, NULL);
	int fd;

	if (asprintf(&s->name, "a temporary database in %s", wanted) < 0)
		s->name = NULL;
	if (!s->name || (directory && asprintf(file, "%s/assay-XXXXXX", directory) < 0)) {
		*file = NULL;
		free(directory);
		return err_nomem(e);
	}
	fd = directory ? mkostemp(*file, O_CLOEXEC) : -1;
	free(directory);
	if (fd < 0)
		return err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	s->fd = fd;
	return 0;
}

/* A lock that file_is_locked sees while SQLite has none; not where SQLite has its own. A file system without locks has no use for it. */
static void file_claim(const struct store *s)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 0, .l_len = 1 };

	(void)!fcntl(s->fd, F_SETLK, &lock);
}

int store_database_open(struct store *s, const char *file, struct err *e)
{
	int code, limit;

	code = sqlite3_open_v2(file, &s->db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
	/* Without a journal SQLite never needs the name again: a killed run leaves nothing. */
	if (!s->path)
		unlink(file);
	if (!s->db)
		return err_nomem(e);
	if (code != SQLITE_OK)
		return store_fail(s, "writing", e);
	limit = sqlite3_limit(s->db, SQLITE_LIMIT_COLUMN, -1) - 2;
	s->width = limit < 1 ? 1 : limit > DATA_COLUMNS_MAX ? DATA_COLUMNS_MAX : (size_t)limit;
	sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
	file_claim(s);
	return store_exec(s, pragmas, e) ? -1 : feed_register(s, e);
}

static int database_make(struct store *s, const char *file, struct err *e)
{
	return store_database_open(s, file, e) || store_exec(s, header_pragmas, e) || store_exec(s, layout[s->way], e) ? -1 : 0;
}

int store_create(struct store **out, const char *path, enum store_way way, struct err *e)
{
	struct store *s = calloc(1, sizeof *s);
	char *file = NULL;
	int failed;

	*out = NULL;
	if (!s)
		return err_nomem(e);
	s->fd = -1;
	s->way = way;
	s->load = way == STORE_BY_SQL ? LOAD_ENDED : LOAD_BEGINS;
	failed = path ? store_named_create(s, path, &file, e) : temporary_create(s, &file, e);
	if (!failed)
		failed = database_make(s, file, e);
	free(file);
	if (failed) {
		store_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

int store_finish_load(struct store *s, struct err *e)
{
	return store_check(s, e) || load_end(s, e) ? -1 : tables_sync(s, s->fields, e);
}

struct sqlite3 *store_connection(struct store *s)
{
	struct err ignored = { .code = ERR_NONE };	/* the store is broken then, and the next call says so */

	if (!s->broken && s->load != LOAD_ENDED && load_end(s, &ignored) == 0)
		tables_sync(s, s->fields, &ignored);
	return s->db;
}

static void statements_finalize(struct store *s)
{
	for (size_t i = 0; i < STATEMENTS; i++) {
		sqlite3_finalize(s->statement[i]);
		s->statement[i] = NULL;
	}
	for (size_t i = 0; i < s->tables; i++) {
		struct data_table *t = &s->table[i];

		sqlite3_finalize(t->insert);
		sqlite3_finalize(t->read[0]);
		sqlite3_finalize(t->read[1]);
		t->insert = t->read[0] = t->read[1] = NULL;
	}
}

/* Write a file's or a directory's pages to the disk. */
static int path_sync(const struct store *s, const char *path, int flags, struct err *e)
{
	int fd = open(path, flags | O_CLOEXEC), failed;

	if (fd < 0)
		return err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	/* A file system that cannot sync directories says EINVAL: there is nothing more to do on it. */
	failed = fsync(fd) && !((flags & O_DIRECTORY) && errno == EINVAL);
	if (failed)
		err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	close(fd);
	return failed ? -1 : 0;
}

/* A journal that a crashed writer left beside the old file would be played into the new one by the next reader. */
static int old_journals_remove(const struct store *s, struct err *e)
{
	static const char *const suffixes[] = { "-journal", "-wal", "-shm" };

	for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
		char *file;

		if (asprintf(&file, "%s%s", s->path, suffixes[i]) < 0)
			return err_nomem(e);
		unlink(file);
		free(file);
	}
	return 0;
}

/* Is the file that was copied still the one that is to be replaced? Else what somebody has put there would be lost. */
static int from_check(const struct store *s, struct err *e)
{
	struct stat now;

	if (!s->from || (stat(s->path, &now) == 0 && now.st_dev == s->from->st_dev && now.st_ino == s->from->st_ino &&
			 now.st_size == s->from->st_size && now.st_mtim.tv_sec == s->from->st_mtim.tv_sec &&
			 now.st_mtim.tv_nsec == s->from->st_mtim.tv_nsec))
		return 0;
	return err_set(e, ERR_STORE, "writing %s: another process has changed it since it was read; nothing was appended", s->name);
}

static int file_publish(struct store *s, struct err *e)
{
	size_t length;
	char *directory;
	int failed;

	if (from_check(s, e))
		return -1;
	if (path_sync(s, s->building, O_RDWR, e) || old_journals_remove(s, e))
		return -1;
	if (rename(s->building, s->path))
		return err_set(e, ERR_STORE, "writing %s: %s", s->name, strerror(errno));
	free(s->building);
	s->building = NULL;
	path_split(s->path, &length);
	directory = strndup(s->path, length);
	if (!directory)
		return err_nomem(e);
	failed = path_sync(s, directory, O_RDONLY | O_DIRECTORY, e);
	free(directory);
	return failed;
}

int store_commit(struct store *s, struct err *e)
{
	if (store_check(s, e) || load_end(s, e) || tables_sync(s, s->fields, e))
		return -1;
	if (!s->path)
		return 0;
	statements_finalize(s);
	if (store_exec(s, "COMMIT", e))
		return -1;
	if (sqlite3_close(s->db) != SQLITE_OK)
		return store_fail(s, "closing", e);
	s->db = NULL;
	close(s->fd);
	s->fd = -1;
	return file_publish(s, e);
}

void store_close(struct store *s)
{
	if (!s)
		return;
	statements_finalize(s);
	sqlite3_close_v2(s->db);
	if (s->fd >= 0)
		close(s->fd);
	if (s->building)
		unlink(s->building);
	fields_free(s);
	free(s->building);
	free(s->from);
	free(s->path);
	free(s->name);
	free(s);
}
