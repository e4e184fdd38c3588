"""Draw pages of a PDF, in a process of its own: nothing of the product is imported here.

`python -I pdf_child.py FIRST LAST SIDE < document`: writes how many pages there are, then each
page asked for as a JPEG behind its length. It may use only so much memory and time, reads no
environment, and opens no file; whatever goes wrong, it ends with 1 and says nothing.
"""

import io
import resource
import struct
import sys

import pypdfium2

MEMORY, SECONDS = 1 << 30, 30
LONGEST_PT = 14_400  # what the format itself allows of a page's side


def limit() -> None:
    """Bound what a document made to do harm can take."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def draw(body: bytes, first: int, last: int, side: int) -> None:
    """Write how many pages there are, and those that are asked for."""
    document = pypdfium2.PdfDocument(body)
    out = sys.stdout.buffer
    out.write(struct.pack("<I", len(document)))
    for number in range(first, min(last, len(document)) + 1):
        page = document[number - 1]
        wide, high = page.get_size()
        if not 1 <= max(wide, high) <= LONGEST_PT:
            raise ValueError("no page of such a size")
        drawn = page.render(scale=side / max(wide, high), may_draw_forms=True)
        made = io.BytesIO()
        drawn.to_pil().convert("RGB").save(made, "JPEG", quality=88)
        out.write(struct.pack("<I", made.tell()) + made.getvalue())
        page.close()


def main() -> int:
    limit()
    first, last, side = map(int, sys.argv[1:4])
    try:
        draw(sys.stdin.buffer.read(), first, last, side)
    except Exception:  # noqa: BLE001  (whatever a document does, it is one that cannot be drawn)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
