frappe.listview_settings["BDHVS Record"] = {
	hide_name_column: true,
};
