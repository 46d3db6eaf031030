/* A header compiles alone, and a second time: its guard works. */
#include HEADER
#include HEADER

int main(void)
{
	return 0;
}
