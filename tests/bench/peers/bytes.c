/* bytes: reads a file of the page cache once and looks at every word of it: the floor under whatever reads the file at all.   bytes FILE
 *
 * Prints {"bytes": N}. One thread, a buffer that stays in the cache.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 18 };

int main(int argc, char **argv)
{
	static unsigned char buffer[BUFFER];
	int file = argc > 1 ? open(argv[1], O_RDONLY) : -1;
	uint64_t bytes = 0, sum = 0, word;
	ssize_t got;

	if (file < 0) {
		perror(argc > 1 ? argv[1] : "usage: bytes FILE");
		return 2;
	}
	while ((got = read(file, buffer, BUFFER)) > 0) {
		for (ssize_t i = 0; i + 8 <= got; i += 8) {
			memcpy(&word, buffer + i, 8);
			sum += word;
		}
		bytes += (uint64_t)got;
	}
	close(file);
	/* The sum goes out so that no compiler leaves the loop out. */
	printf("{\"bytes\": %llu, \"sum\": \"%llx\"}\n", (unsigned long long)bytes, (unsigned long long)sum);
	return got < 0;
}
