"""Threat: a name that was erased is still shown somewhere."""

from portal.support import Phone, erase, read, vi


def test_an_erased_name_is_shown_nowhere(app, phone, course, installation):
    serial, scanned = phone.paper(course, phone="0912345678")
    links = read(phone.get("/bdhvs/giay")).links()
    files = [link for link in links if ".pdf" in link or ".png" in link]
    assert len(files) == 2
    erase(installation, serial)
    own = ["/bdhvs/giay", f"/bdhvs/giay?moi={serial}", "/bdhvs/nguoi-khac", f"/hoc/{course.id}/xac-nhan", "/"]
    public = [scanned, scanned.lower().replace("/x/", "/x/"), f"/x/{serial}", *files, "/tien-do", "/tien-do.csv"]
    for address in own + public:
        for one in (phone, Phone(app)):
            answer = one.get(address)
            assert answer.mimetype in ("text/html", "text/csv")
            assert not [word for word in ("Ánh", "1985", "0912345678", "bản Mường 2") if word in answer.text], address


def test_the_paper_stays_genuine_and_counted(phone, course, installation):
    serial, scanned = phone.paper(course)
    before = installation.store.numbers().tallies
    erase(installation, serial)
    assert vi("Genuine, name withdrawn") in read(phone.get(scanned)).text
    assert installation.store.numbers().tallies == before


def test_the_phone_that_made_it_is_not_told_that_a_paper_is_ready(phone, course, installation):
    serial, _ = phone.paper(course)
    erase(installation, serial)
    page = read(phone.follow(phone.get(f"/hoc/{course.id}/xac-nhan")))
    assert not page.all("p", role="status")
    assert not page.all("section")
