{
	const way_names = {
		account: __("with an account"),
		class: __("in class"),
		self: __("self-declared, not compared"),
	};
	frappe.listview_settings["BDHVS Completion"] = {
		add_fields: ["state"],
		hide_name_column: true,
		formatters: { way: (way) => way_names[way] || frappe.utils.escape_html(way) },
		get_indicator(doc) {
			const color = { counted: "green", held: "orange", refused: "red" }[doc.state];
			return [__(doc.state), color, `state,=,${doc.state}`];
		},
		onload(list) {
			if (!bdhvs.decisions.is_staff()) return;
			const review = (counts) => {
				const held = list.get_checked_items().filter((doc) => doc.state === "held");
				if (!held.length) return frappe.msgprint(__("Choose completions that wait to be looked at."));
				bdhvs.decisions.review(held.map((doc) => doc.name), counts, () => {
					list.clear_checked_items();
					list.refresh();
				});
			};
			list.page.add_actions_menu_item(__("Let it count"), () => review(true), false);
			list.page.add_actions_menu_item(__("Refuse"), () => review(false), false);
		},
	};
}
