"""What Frappe calls: a table of contents, no logic."""

app_name = "bdhvs_lms"
app_title = "Bình dân học vụ số"
app_publisher = "The bdhvs_lms authors"
app_description = (
    "Digital-skill courses, QR posters, certificates anyone can check, counted toward the movement's targets"
)
app_license = "agpl-3.0"
required_apps = ["frappe/lms"]

after_install = "bdhvs_lms.province.setup.after_install"
after_migrate = ["bdhvs_lms.province.setup.after_migrate"]

page_renderer = ["bdhvs_lms.province.renderer.PortalRenderer"]
scheduler_events = {"cron": {"*/5 * * * *": ["bdhvs_lms.province.scans.flush"]}}

# LMS' own deletion of a course, lesson or quiz, and a user's, must not fail because a mapping of ours names it.
ignore_links_on_delete = ["BDHVS Course", "BDHVS Lesson", "BDHVS Account"]
