"""Threat: a script or a network steals the cookies, or another site's request carries them."""

from portal.support import Phone

from bdhvs_lms.portal.cookies import PAPERS, PROGRESS


def flags(header: str) -> set[str]:
    return {part.strip() for part in header.split(";")[1:]}


def cookies_of(phone, course) -> dict[str, str]:
    phone.finish(course)
    answer = phone.claim(course)
    assert answer.status_code == 303
    return {header.partition("=")[0]: header for header in answer.headers.getlist("Set-Cookie")}


def test_no_script_reads_them_and_no_other_site_s_form_carries_them(phone, course):
    found = cookies_of(phone, course)
    assert set(found) == {PROGRESS, PAPERS}
    for header in found.values():
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= flags(header)
        assert not [flag for flag in flags(header) if flag.startswith("Domain")]
        assert len(header) <= 2048


def test_they_expire(phone, course):
    found = cookies_of(phone, course)
    assert f"Max-Age={180 * 86400}" in flags(found[PROGRESS])
    assert f"Max-Age={365 * 86400}" in flags(found[PAPERS])


def test_over_https_they_never_travel_in_the_clear(app, course):
    for header in cookies_of(Phone(app, base="https://localhost"), course).values():
        assert "Secure" in flags(header)


def test_a_village_s_wifi_without_https_keeps_them_all_the_same(phone, course):
    for header in cookies_of(phone, course).values():
        assert "Secure" not in flags(header)


def test_they_hold_nobody_s_name_nor_what_was_typed(phone, course):
    import base64
    import zlib

    for header in cookies_of(phone, course).values():
        text = header.partition("=")[2].partition(";")[0]
        packed = text.startswith(".")
        body = text.lstrip(".").partition(".")[0]
        plain = base64.urlsafe_b64decode(body + "=" * (-len(body) % 4))
        plain = zlib.decompress(plain) if packed else plain
        assert not [one for one in ("Ánh", "1985", "03637", "Mường") if one.encode() in plain]


def test_clearing_them_clears_both(phone, course):
    from portal.support import read

    phone.paper(course)
    answer = phone.post("/bdhvs/nguoi-khac", read(phone.get("/bdhvs/nguoi-khac")).hidden())
    cleared = {header.partition("=")[0]: flags(header) for header in answer.headers.getlist("Set-Cookie")}
    assert set(cleared) == {PROGRESS, PAPERS}
    assert all("Max-Age=0" in one for one in cleared.values())


def test_the_key_that_signs_them_is_this_installation_s_own_and_nobody_else_reads_it(installation, tmp_path):
    key = installation.keys / "cookie.key"
    assert len(key.read_bytes()) == 32
    assert key.stat().st_mode & 0o777 == 0o600
    assert installation.keys.stat().st_mode & 0o777 == 0o700
