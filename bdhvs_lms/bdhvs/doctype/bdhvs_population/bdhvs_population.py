"""How many people of a group a unit has in a year, with its source; never estimated."""

from frappe.model.document import Document


class BDHVSPopulation(Document):
    pass
