"""Tables of the field host: facts, the erasable rows beside them, what the user keeps, and projections."""

from __future__ import annotations

from typing import Final

FACTS: Final = """
CREATE TABLE IF NOT EXISTS record (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    host TEXT NOT NULL,
    body BLOB NOT NULL,
    seq INTEGER, prev BLOB, hash BLOB, key TEXT, signature BLOB
) STRICT;
CREATE UNIQUE INDEX IF NOT EXISTS record_chain ON record (host, seq);
CREATE TRIGGER IF NOT EXISTS record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'records stay'); END;
CREATE TRIGGER IF NOT EXISTS record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'records stay'); END;
CREATE TRIGGER IF NOT EXISTS record_once BEFORE INSERT ON record -- INSERT OR REPLACE fires no trigger on deletion
WHEN EXISTS (SELECT 1 FROM record WHERE id = NEW.id OR position = NEW.position OR (host = NEW.host AND seq = NEW.seq))
BEGIN SELECT RAISE(ABORT, 'records stay'); END;
"""

PEOPLE: Final = """
CREATE TABLE IF NOT EXISTS person (
    learner TEXT PRIMARY KEY, sealed BLOB NOT NULL, alike BLOB NOT NULL, phone BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS person_alike ON person (alike);
CREATE TABLE IF NOT EXISTS paper (serial TEXT PRIMARY KEY, learner TEXT NOT NULL, sealed BLOB NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS paper_learner ON paper (learner);
"""

KEPT: Final = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS unit (
    code TEXT PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, sample INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS audience (id TEXT PRIMARY KEY, name TEXT NOT NULL, place INTEGER NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS target (
    id TEXT NOT NULL, title TEXT NOT NULL, grp TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL,
    percent INTEGER, people INTEGER, courses TEXT NOT NULL, ways TEXT NOT NULL,
    source TEXT NOT NULL, strength TEXT NOT NULL,
    PRIMARY KEY (id, unit, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS denominator (
    unit TEXT NOT NULL, grp TEXT NOT NULL, year INTEGER NOT NULL, people INTEGER NOT NULL, source TEXT NOT NULL,
    PRIMARY KEY (unit, grp, year)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS trainer (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, password TEXT NOT NULL, units TEXT NOT NULL, active INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
"""

PROJECTIONS: Final = """
CREATE TABLE IF NOT EXISTS learner (
    id TEXT PRIMARY KEY, unit TEXT NOT NULL, grp TEXT NOT NULL, root TEXT NOT NULL,
    registered TEXT NOT NULL, version TEXT NOT NULL, erased INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS learner_root ON learner (root);
CREATE TABLE IF NOT EXISTS link (
    a TEXT NOT NULL, b TEXT NOT NULL, merged INTEGER NOT NULL, same INTEGER, decision TEXT NOT NULL,
    PRIMARY KEY (a, b)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS link_b ON link (b);
CREATE TABLE IF NOT EXISTS completion (
    id TEXT PRIMARY KEY, learner TEXT NOT NULL, course TEXT NOT NULL, unit TEXT NOT NULL, way TEXT NOT NULL,
    day TEXT NOT NULL, at TEXT NOT NULL, held INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS completion_learner ON completion (learner);
CREATE INDEX IF NOT EXISTS completion_self ON completion (unit, at) WHERE way = 'self';
CREATE INDEX IF NOT EXISTS completion_held ON completion (id) WHERE held = 1;
CREATE TABLE IF NOT EXISTS claim (claim TEXT PRIMARY KEY, completion TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS review (completion TEXT PRIMARY KEY, state TEXT NOT NULL, record TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS certificate (
    serial TEXT PRIMARY KEY, record TEXT NOT NULL, learner TEXT NOT NULL, completion TEXT NOT NULL,
    course TEXT NOT NULL, title TEXT NOT NULL, grp TEXT NOT NULL, unit TEXT NOT NULL, way TEXT NOT NULL,
    day TEXT NOT NULL, issuer TEXT NOT NULL, key TEXT NOT NULL, sample INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS certificate_completion ON certificate (completion);
CREATE TABLE IF NOT EXISTS revocation (serial TEXT PRIMARY KEY, reason TEXT NOT NULL, record TEXT NOT NULL)
    STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS training_class (
    code TEXT PRIMARY KEY, unit TEXT NOT NULL, course TEXT NOT NULL, version TEXT NOT NULL, place TEXT NOT NULL,
    village TEXT NOT NULL, day TEXT NOT NULL, grp TEXT NOT NULL, trainers TEXT NOT NULL,
    opened TEXT NOT NULL, told TEXT NOT NULL, closed TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS training_class_unit ON training_class (unit, day);
CREATE TABLE IF NOT EXISTS seat (
    class TEXT NOT NULL, learner TEXT NOT NULL,
    enrolled INTEGER NOT NULL DEFAULT 0, enrolled_told TEXT NOT NULL DEFAULT '',
    present INTEGER, present_told TEXT NOT NULL DEFAULT '',
    source TEXT NOT NULL DEFAULT '', right INTEGER NOT NULL DEFAULT 0, of INTEGER NOT NULL DEFAULT 0,
    result_told TEXT NOT NULL DEFAULT '',
    completion TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (class, learner)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS achievement (
    key TEXT NOT NULL, root TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL, way TEXT NOT NULL,
    PRIMARY KEY (root, key)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tally (
    key TEXT NOT NULL, unit TEXT NOT NULL, year INTEGER NOT NULL, way TEXT NOT NULL, people INTEGER NOT NULL,
    PRIMARY KEY (key, unit, year, way)
) STRICT, WITHOUT ROWID;
"""

PROJECTED: Final = (
    "learner", "link", "completion", "claim", "review", "certificate", "revocation", "training_class", "seat",
    "achievement", "tally",
)  # fmt: skip

ALL: Final = FACTS + PEOPLE + KEPT + PROJECTIONS

SCANS: Final = """
CREATE TABLE IF NOT EXISTS scan (
    code TEXT NOT NULL, day TEXT NOT NULL, people INTEGER NOT NULL, bots INTEGER NOT NULL,
    PRIMARY KEY (code, day)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS printed (code TEXT PRIMARY KEY, day TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
