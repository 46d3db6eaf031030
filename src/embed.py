#!/usr/bin/env python3
"""Write a file into a C file as an array of char, its size, and its SHA-256 in base64 as a content security policy wants it: embed.py FILE OUT NAME HEADER, with - for
HEADER where the file declares itself what it defines. The array ends with a NUL that is not counted."""
import base64, hashlib, pathlib, sys

source, out, name, header = sys.argv[1:]
data = pathlib.Path(source).read_bytes()
declare = f'#include "{header}"' if header != '-' else f'#include <stddef.h>\nextern const char {name}[];\nextern const size_t {name}_bytes;'
sha256 = base64.b64encode(hashlib.sha256(data).digest()).decode()
lines = [''.join(f"'\\x{b:02x}'," for b in data[i:i + 20]) for i in range(0, len(data), 20)]
pathlib.Path(out).write_text(
    f'/* {name}: the bytes of {pathlib.Path(source).name}; written by {pathlib.Path(__file__).name}. */\n{declare}\n\n'
    f'const char {name}[] = {{\n\t' + '\n\t'.join(lines + ["'\\0'"]) + f'\n}};\nconst size_t {name}_bytes = sizeof {name} - 1;\n'
    f'extern const char {name}_sha256[];\nconst char {name}_sha256[] = "{sha256}";\n')
