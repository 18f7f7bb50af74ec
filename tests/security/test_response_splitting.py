"""Threat: a line break in what was typed starts a header of its own."""

import pytest

BREAKS = ("%0d%0a", "%0a", "%0d", "%e5%98%8a%e5%98%8d", "%c4%8d%c4%8a", "%00", "%0b", "%c2%85", "%e2%80%a8")


@pytest.mark.parametrize("line_break", BREAKS)
@pytest.mark.parametrize(
    "address", ["/x?ma=A{}Set-Cookie:a=b", "/q?ma=A{}Set-Cookie:a=b", "/x?ma=A/B{}Set-Cookie:a=b",
                "/x/A{}Set-Cookie:a=b",
                "/q/A{}Set-Cookie:a=b", "/x/A.pdf?p=A{}Set-Cookie:a=b", "/hoc/A{}Set-Cookie:a=b",
                "/tien-do.csv?nam={}1",
                "/bdhvs/giay?moi=A{}Set-Cookie:a=b"],
)  # fmt: skip
def test_a_line_break_makes_no_header(phone, address, line_break):
    answer = phone.get(address.format(line_break))
    assert answer.status_code in (200, 400, 403, 404)
    assert "Set-Cookie" not in answer.headers
    assert not [value for value in answer.headers.values() if "\r" in value or "\n" in value]


@pytest.mark.parametrize("line_break", BREAKS)
def test_a_line_break_in_a_pasted_link_is_left_out_or_stays_encoded(phone, course, line_break):
    serial, _ = phone.paper(course)
    answer = phone.get(f"/x?ma={serial}/ABC{line_break}Set-Cookie:a=b")
    assert answer.status_code == 303
    location = answer.headers["Location"]
    assert location.startswith(f"/x/{serial}/ABC")
    assert location.isascii()
    assert location.isprintable()
    assert "Set-Cookie" not in answer.headers
