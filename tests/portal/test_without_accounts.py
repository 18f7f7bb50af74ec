"""Where nobody has an account there is no unit to declare."""

from werkzeug.test import Client


def test_the_page_for_one_s_unit_doesn_t_exist_and_nobody_is_invited_to_it(app):
    client = Client(app)
    assert client.get("/bdhvs/don-vi").status_code == 404
    assert client.post("/bdhvs/don-vi", data={"unit": "03637", "group": "officials"}).status_code == 404
    home = client.get("/")
    assert home.status_code == 200
    assert "don-vi" not in home.text
