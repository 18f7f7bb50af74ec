frappe.listview_settings["BDHVS Scan"] = {
	hide_name_column: true,
};
