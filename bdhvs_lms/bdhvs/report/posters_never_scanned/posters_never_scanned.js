frappe.query_reports["Posters Never Scanned"] = {
	filters: [
		{ fieldname: "unit", label: __("Unit"), fieldtype: "Link", options: "BDHVS Unit" },
		{ fieldname: "scanned", label: __("Also those that were scanned"), fieldtype: "Check", default: 0 },
	],
};
