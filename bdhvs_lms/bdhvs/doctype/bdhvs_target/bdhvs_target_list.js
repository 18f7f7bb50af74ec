frappe.listview_settings["BDHVS Target"] = {
	add_fields: ["strength"],
	get_indicator(doc) {
		const color = { official: "green", press: "orange", second: "orange" }[doc.strength] || "gray";
		return [__(doc.strength), color, `strength,=,${doc.strength}`];
	},
};
