"""A PDF is drawn anew before somebody else sees it: pixels alone, black where a box was."""

import io

import pypdfium2
import pytest

from office.services import pdfs

SAID = "13800001234"
EVIL = b"<</S/JavaScript/JS(app.alert(1))>>"


def pdf(pages: int = 1, said: str = SAID, side: tuple[int, int] = (300, 400)) -> bytes:
    """Return a document with a line of text on each page, a title and a script."""
    kids = " ".join(f"{4 + 2 * one} 0 R" for one in range(pages))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/OpenAction " + EVIL + b">>",
        f"<</Type/Pages/Kids[{kids}]/Count {pages}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for one in range(pages):
        text = f"BT /F1 24 Tf 30 350 Td ({said}) Tj ET".encode()
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {side[0]} {side[1]}]"
            f"/Contents {5 + 2 * one} 0 R/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(text), text))
    objects.append(b"<</Title(" + said.encode() + b")>>")
    out, places = io.BytesIO(b"%PDF-1.4\n"), []
    out.seek(0, 2)
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(
        b"trailer<</Size %d/Root 1 0 R/Info %d 0 R>>\nstartxref\n%d\n%%%%EOF\n"
        % (len(objects) + 1, len(objects), start)
    )
    return out.getvalue()


def texts(body: bytes) -> str:
    document = pypdfium2.PdfDocument(body)
    return "".join(page.get_textpage().get_text_bounded() for page in document)


def test_nothing_that_can_be_read_is_left_but_pixels():
    body = pdf(3)
    assert SAID in texts(body)
    assert pdfs.pages_count(body) == 3

    made = pdfs.pages_covered(body, {}).read()
    assert pdfs.pages_count(made) == 3
    assert texts(made).strip() == ""
    for part in (SAID.encode(), b"JavaScript", b"/OpenAction", b"/Title", b"/Font"):
        assert part in body
        assert part not in made


def test_what_a_box_covers_is_black_on_its_page_and_nowhere_else():
    made = pdfs.pages_covered(pdf(2), {2: [(0, 0, 10_000, 5_000)]}).read()
    document = pypdfium2.PdfDocument(made)
    first, second = (page.render().to_pil().convert("L") for page in document)
    wide, high = second.size

    upper = second.crop((0, 0, wide, high // 2 - 2))
    assert upper.getextrema()[1] < 10
    assert second.getpixel((wide // 2, high - 5)) > 245
    assert first.getpixel((5, 5)) > 245
    assert first.getextrema()[0] < 90  # what was written is still there


def test_a_page_is_a_picture_and_a_page_that_is_not_there_is_none():
    assert pdfs.page_drawn(pdf(2), 2).startswith(b"\xff\xd8")
    for number in (0, 3, -1, 10**9):
        with pytest.raises(pdfs.BadDocument):
            pdfs.page_drawn(pdf(2), number)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n",
        b"%PDF-1.7\n" + b"\x00" * 9_000,
        pdf()[:300],
        pdf(side=(900_000, 900_000)),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(body):
    with pytest.raises(pdfs.BadDocument):
        pdfs.pages_covered(body, {})


def test_more_pages_than_anybody_looks_through_are_refused():
    with pytest.raises(pdfs.ManyPages):
        pdfs.pages_covered(pdf(pdfs.MOST_PAGES + 1), {})


def test_one_that_takes_too_long_is_given_up(monkeypatch):
    monkeypatch.setattr(pdfs, "WAIT_S", 0.001)
    with pytest.raises(pdfs.BadDocument):
        pdfs.page_drawn(pdf(), 1)
