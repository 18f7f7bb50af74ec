"""Users who were merged have several accounts; each gets a place of its own, as `setup.UNIQUE` asks from now on."""

from ...province import members, rows


def execute() -> None:
    rows.write(f"UPDATE {rows.ACCOUNT} SET place = 0 WHERE place IS NULL")
    sql = f"SELECT user, name FROM {rows.ACCOUNT} account WHERE user IS NOT NULL ORDER BY {members.FIRST}"
    accounts: dict[str, list[str]] = {}
    for row in rows.select(sql):
        accounts.setdefault(row["user"], []).append(row["name"])
    for several in accounts.values():
        for place, name in enumerate(several[1:], 1):
            rows.write(f"UPDATE {rows.ACCOUNT} SET place = %s WHERE name = %s", place, name)
