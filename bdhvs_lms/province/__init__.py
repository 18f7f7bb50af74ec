"""Host 2: the province's Frappe site. With field/ it shares the portal and the rules, never each other's code."""
