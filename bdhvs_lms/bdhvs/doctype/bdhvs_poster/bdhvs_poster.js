const posters = "bdhvs_lms.province.posters";

frappe.ui.form.on("BDHVS Poster", {
	setup(frm) {
		frm.set_df_property("channel", "options", bdhvs_channels());
		frm.get_docfield("lesson").get_query = () => `${posters}.find_lessons`;
	},

	refresh(frm) {
		if (frm.is_new()) {
			frm.add_custom_button(__("Poster for an LMS lesson"), () => choose_lms_lesson(frm));
			return;
		}
		for (const [fmt, label] of bdhvs_forms(frm.doc.channel)) {
			frm.add_custom_button(
				label,
				() => open_url_post(`/api/method/${posters}.pdf`, { name: frm.doc.name, fmt }, true),
				__("Print")
			);
		}
	},

	unit: propose_place,
	lesson: propose_place,
	channel: propose_place,
});

function bdhvs_channels() {
	return [
		{ value: "A", label: __("poster") },
		{ value: "B", label: __("banner") },
		{ value: "P", label: __("standee") },
		{ value: "T", label: __("table card") },
		{ value: "M", label: __("social networks") },
		{ value: "D", label: __("electronic board") },
		{ value: "N", label: __("web page") },
		{ value: "H", label: __("handout") },
		{ value: "R", label: __("loudspeaker") },
	];
}

function bdhvs_forms(channel) {
	// The channel's own form, and the sheets on which any code that is read from nearby may be printed.
	const own = {
		B: [["banner", __("banner, 4000 × 800 mm")]],
		P: [["standee", __("standee, 600 × 1600 mm")]],
		M: [["square", __("picture for Zalo and Facebook, 1080 × 1080 pixels")]],
		D: [["board", __("picture for electronic boards, 1920 × 1080 pixels")]],
		H: [["handout", __("handout for speakers, A4")]],
		N: [["web", __("block for an agency's web page")]],
		R: [["radio", __("script for the loudspeaker")]],
	};
	const near = [["a4", __("poster, A4")], ["a3", __("poster, A3")], ["card", __("table card, A6")]];
	if (["B", "P", "D"].includes(channel)) return own[channel];
	return [...(own[channel] || []), ...(channel === "A" ? near.slice(0, 2) : near)];
}

function propose_place(frm) {
	const { unit, lesson, channel } = frm.doc;
	if (!frm.is_new() || !unit || !lesson || !channel) return;
	frappe
		.call(`${posters}.next_place`, { unit, lesson, channel })
		.then(({ message }) => frm.set_value("place", message));
}

function choose_lms_lesson(frm) {
	const dialog = new frappe.ui.Dialog({
		title: __("Poster for an LMS lesson"),
		fields: [
			{
				fieldname: "lms_lesson",
				fieldtype: "Autocomplete",
				label: __("LMS lesson"),
				reqd: 1,
				get_query: () => `${posters}.find_lms_lessons`,
			},
		],
		primary_action_label: __("Choose"),
		primary_action({ lms_lesson }) {
			frappe.call({ method: `${posters}.code_for`, type: "POST", args: { lms_lesson } }).then(({ message }) => {
				dialog.hide();
				frm.set_value("lesson", message);
			});
		},
	});
	dialog.show();
}
