"""Every rule a course has to keep, as msgids: what is wrong, and what to do. Checks name them."""

from __future__ import annotations

from typing import Final

from ..movement.errors import N_
from .faults import ERROR, WARNING, Rule


def _error(message: str, advice: str) -> Rule:
    return Rule(ERROR, message, advice)


def _warning(message: str, advice: str) -> Rule:
    return Rule(WARNING, message, advice)


# --- any file ------------------------------------------------------------------------------------------------------

UNREADABLE: Final = _error(N_("The file can't be read: {why}."), N_("Check that it is there and that you may read it."))
NOT_A_FILE: Final = _error(
    N_("This is not a plain file inside the course's folder."), N_("Put the file itself here instead of a link to it.")
)
TOO_LARGE: Final = _error(
    N_("The file is larger than {limit} KB."), N_("A lesson is short text: split it, and keep pictures in img/.")
)
EMPTY_FILE: Final = _error(N_("The file is empty."), N_("Write it, or delete it."))
NOT_UTF8: Final = _error(N_("The file is not UTF-8 text."), N_("Save it again in your editor with the encoding UTF-8."))
BOM: Final = _warning(
    N_("The file begins with an invisible mark (BOM)."), N_("Save it as “UTF-8”, not “UTF-8 with BOM”.")
)
CRLF: Final = _warning(N_("The lines end the Windows way (CRLF)."), N_("Set line endings to “LF” in your editor."))
NOT_NFC: Final = _error(
    N_("The accents of this line are stored as separate characters (not NFC)."),
    N_("Type the line again with the keyboard set to precomposed Unicode (“Unicode dựng sẵn”)."),
)
INVISIBLE: Final = _error(
    N_("There is an invisible character ({code}) in this line."), N_("Delete it: type the words again.")
)
PLACEHOLDER: Final = _error(
    N_("This still has to be written: {text}"), N_("Replace the words in brackets, with the brackets, by your own.")
)

# --- the course's folder -------------------------------------------------------------------------------------------

NO_COURSE_FILE: Final = _error(
    N_("The folder has no course.yaml."), N_("Each course's folder needs a file with exactly this name.")
)
FOLDER_NAME: Final = _error(
    N_("“{name}” can't be the name of a course's folder."),
    N_("Use small letters without accents, digits and single dashes, such as an-toan-tren-mang."),
)
NO_LESSONS: Final = _error(N_("The course has no lesson."), N_("Add a file such as 01-ten-bai.md."))
LESSON_NAME: Final = _error(
    N_("“{name}” is not the name of a lesson file."),
    N_("Name it with two digits, a dash and small letters without accents, such as 02-mat-khau.md."),
)
NUMBER_GAP: Final = _error(
    N_("The lesson's number is {number}, but number {expected} is missing before it."),
    N_("Number the files 01, 02, 03 … without gaps."),
)
NUMBER_TWICE: Final = _error(
    N_("The lesson number {number} is already taken by {other}."), N_("Give each file its own number.")
)
LESSON_ID_TWICE: Final = _error(
    N_("The lesson name “{name}” is already taken by {other}."),
    N_("Choose another name after the number: it becomes the lesson's address."),
)
STRAY: Final = _warning(
    N_("“{name}” is not part of a course; it is not read."),
    N_("Move it elsewhere. A course has course.yaml, lessons and pictures in img/."),
)

# --- YAML ----------------------------------------------------------------------------------------------------------

TAB: Final = _error(N_("There is a tab in this line."), N_("Use spaces: two for each step inwards."))
YAML_COLON: Final = _error(
    N_("There is a second colon in this line."), N_("Put the text after the first colon in double quotes.")
)
YAML_QUOTE: Final = _error(
    N_("A quotation mark or bracket that opens here is not closed."), N_("Close it, or put the text in double quotes.")
)
YAML_INDENT: Final = _error(
    N_("This line doesn't fit the lines before it."),
    N_("Compare how far it is set in, its dash and its colon with its neighbours; use two spaces for each step."),
)
YAML_BROKEN: Final = _error(
    N_("This can't be read as YAML ({problem})."),
    N_("Look at this line and the one before: quotes, colons, and how far the lines are set in."),
)
YAML_DOCUMENTS: Final = _error(
    N_("A second part begins here with “---”."), N_("Delete the line: the file has one part only.")
)
ALIAS: Final = _error(N_("“&” and “*” (anchors and aliases) are not used here."), N_("Write the value out each time."))
TAG: Final = _error(
    N_("“!” (a tag) is not used here."), N_("Delete it, or put the text in double quotes if it belongs to it.")
)
TOO_DEEP: Final = _error(N_("The lists are nested too deep."), N_("Delete the extra brackets or dashes."))
NOT_KEYS: Final = _error(
    N_("Here must be lines of the form “key: value”."), N_("See the example in the guide for course editors.")
)
KEY_TWICE: Final = _error(N_("“{key}” appears twice."), N_("Keep one and delete the other."))
UNKNOWN_KEY: Final = _error(N_("“{key}” is not known here."), N_("Did you mean one of these: {near}?"))
MISSING_KEY: Final = _error(N_("“{key}” is missing."), N_("Add a line “{key}: …”."))
EMPTY_VALUE: Final = _error(N_("“{key}” is empty."), N_("Write its value after the colon, or in the lines below it."))
NOT_TEXT: Final = _error(N_("“{key}” must be text."), N_("Put it in double quotes."))
NOT_ONE_LINE: Final = _error(N_("“{key}” must be one line."), N_("Write it in one line, without “|”."))
NOT_NUMBER: Final = _error(
    N_("“{key}” must be a whole number from {low} to {high}."), N_("Write digits only, without quotes.")
)
NOT_LIST: Final = _error(N_("“{key}” must be a list."), N_("Write [one, two], or one line with a dash for each."))
NOT_MAPPING: Final = _error(
    N_("“{key}” must hold lines of the form “key: value”."), N_("Write them below it, set in by two spaces.")
)
NOT_DATE: Final = _error(
    N_("“{key}” is not a date: {value}."), N_("Write year-month-day, such as 2026-03-31; the day must exist.")
)
LISTED_TWICE: Final = _error(N_("“{value}” is twice in “{key}”."), N_("Keep it once."))
TOO_LONG: Final = _error(
    N_("“{key}” has {length} characters; {limit} fit."), N_("Shorten it: it is printed on posters.")
)

# --- course.yaml ---------------------------------------------------------------------------------------------------

ID_NOT_FOLDER: Final = _error(
    N_("The id “{id}” is not the folder's name “{folder}”."), N_("Make the two the same; addresses are built from it.")
)
ID_TWICE: Final = _error(N_("The id “{id}” is already used by {other}."), N_("Choose another id."))
AUDIENCE: Final = _error(N_("There is no audience “{value}”."), N_("Use one of these: {near}."))
SHORT_ID: Final = _error(
    N_("“{id}” can't be an id."),
    N_("Use small letters without accents, digits and single dashes, such as luat-91-2025."),
)
SOURCE_PLACE: Final = _error(
    N_("The source “{id}” doesn't say where it was read."), N_("Add “url: https://…”, or “where: …” in words.")
)
SOURCE_URL: Final = _error(
    N_("“{url}” is not an address of a page."), N_("Copy the whole address, from https:// to the end, without spaces.")
)
DATE_FUTURE: Final = _error(N_("The day {value} is still to come."), N_("Correct the date."))
DATE_AFTER_READ: Final = _error(
    N_("The source “{id}” is dated after the day it was read."), N_("Correct “date” or “read”.")
)
SOURCE_UNUSED: Final = _error(
    N_("No lesson uses the source “{id}”."), N_("Name it in the “sources” of a lesson, or delete it here.")
)
SKILL_UNUSED: Final = _warning(
    N_("No lesson covers the skill “{id}”."), N_("Name it in the “skills” of a lesson, or delete it here.")
)

# --- a lesson's front matter ---------------------------------------------------------------------------------------

NO_FRONT_MATTER: Final = _error(
    N_("The lesson doesn't begin with a line “---”."),
    N_("Begin with “---”, then code, title, minutes …, then “---” again; see the guide."),
)
FRONT_MATTER_OPEN: Final = _error(
    N_("The part that begins here with “---” is not closed."), N_("Put a line “---” after its last line.")
)
CODE: Final = _error(
    N_("“{code}” can't be a lesson's code."), N_("Use 4 characters, A–Z and 0–9 without I, L, O and U, such as AT01.")
)
CODE_DIGIT: Final = _error(
    N_("The code “{code}” begins with a digit."),
    N_("Begin with a letter, such as AT01: a digit marks lessons that were written in the LMS."),
)
CODE_TWICE: Final = _error(
    N_("The code “{code}” is already taken by {other}."), N_("Choose another; a printed code never changes.")
)
STEPS_COUNT: Final = _error(N_("There are {count} steps; a poster has three."), N_("Give exactly three steps."))
ICON: Final = _error(N_("There is no icon “{icon}”."), N_("Use one of these: {near}."))
SOURCE_UNKNOWN: Final = _error(
    N_("The source “{id}” is not in course.yaml."), N_("Add it there, or use one of these: {near}.")
)
SKILL_UNKNOWN: Final = _error(
    N_("The skill “{id}” is not in course.yaml."), N_("Add it there, or use one of these: {near}.")
)

# --- a lesson in another language ----------------------------------------------------------------------------------

LANGUAGE: Final = _error(N_("There is no language “{value}”."), N_("Use one of these: {near}."))
TRANSLATION_ALONE: Final = _error(
    N_("There is no lesson {lesson} that this file would belong to."),
    N_("Name it as the lesson's file, then the language, such as 02-mat-khau.mong.mp3."),
)
TRANSLATION_UNDECLARED: Final = _error(
    N_("{lesson} doesn't say who made this."), N_("Add “{language}” with “by” to the “languages” of the lesson.")
)
TRANSLATION_MISSING: Final = _error(
    N_("There is no file in the language “{language}”."),
    N_("Put {lesson}.{language}.md or {lesson}.{language}.mp3 beside the lesson, or delete this."),
)
VOICE: Final = _error(N_("There is no voice “{value}”."), N_("Write person, or machine where a machine speaks."))
VOICE_MISSING: Final = _error(
    N_("The lesson doesn't say whose voice the recording in “{language}” is."),
    N_("Add “voice: person”, or “voice: machine” where a machine speaks."),
)
RECORDING_KIND: Final = _error(N_("This is not an MP3 recording."), N_("Save the recording as MP3."))
RECORDING_LARGE: Final = _warning(
    N_("The recording has {size} MB; on a slow line {limit} MB is the most."),
    N_("Save it in mono at 32 kbit/s, or shorten it."),
)
RECORDING_HUGE: Final = _error(
    N_("The recording has more than {limit} MB."), N_("Save it in mono at 32 kbit/s, or shorten it.")
)

# --- a lesson's text -----------------------------------------------------------------------------------------------

BODY_EMPTY: Final = _error(N_("The lesson has no text."), N_("Write it between the second “---” and “# Kiểm tra”."))
BODY_NESTED: Final = _error(
    N_("Brackets, quotes or lists are nested too deep to be shown."), N_("Write the passage more simply.")
)
RAW_HTML: Final = _error(
    N_("There is HTML here ({html}); learners would see the signs."),
    N_("Delete it. Use Markdown: **bold**, lists, ##."),
)
HEADING_LEVEL: Final = _error(
    N_("A heading of level {level} is not used in a lesson's text."),
    N_("Use “## ” for sections and “### ” inside them."),
)
LINK: Final = _error(
    N_("The link “{href}” leads nowhere that a learner may go."),
    N_("Link to https://, http://, tel:, mailto: or the file name of a lesson of this course."),
)
LINK_LESSON: Final = _error(N_("There is no lesson file “{href}” in this course."), N_("Use one of these: {near}."))
IMAGE_SOURCE: Final = _error(
    N_("The picture “{src}” can't be used."),
    N_("Put it into img/ with a plain name and write img/ten-hinh.svg (svg, png, jpg or webp)."),
)
IMAGE_MISSING: Final = _error(N_("There is no picture {src}."), N_("Put the file there, or correct the name: {near}."))
IMAGE_ALT: Final = _error(
    N_("The picture {src} has no words for people who can't see it."), N_("Write them: ![what it shows]({src}).")
)
IMAGE_LARGE: Final = _warning(
    N_("The picture {src} has {size} KB; on a slow line {limit} KB is the most."),
    N_("Draw it more simply or compress it."),
)
IMAGE_HUGE: Final = _error(N_("The picture has more than {limit} KB."), N_("Draw it more simply or compress it."))
IMAGE_FIRST: Final = _warning(
    N_("The picture {src} comes before the first paragraph."), N_("Move it below: on a slow line the text comes first.")
)
IMAGE_UNUSED: Final = _warning(N_("No lesson shows the picture {src}."), N_("Use it, or delete it."))
DRAWING_BROKEN: Final = _error(N_("The drawing can't be read ({problem})."), N_("Save it again as plain SVG."))
DRAWING_UNSAFE: Final = _error(
    N_("The drawing holds “{what}”, which can run programs or load other files."),
    N_("Save it as plain SVG with shapes and text only."),
)
NOTE_LABEL: Final = _warning(
    N_("“{label}” stands inside another block quote, so it gets no frame of its own."),
    N_("Put an empty line without “>” before it."),
)
FIRST_SECTION: Final = _warning(
    N_("The text doesn't begin with the section on what the learner will be able to do."),
    N_("Begin with “## Sau bài này, bác làm được” (or bạn, anh chị …) and two or three bullets."),
)
WORDS: Final = _warning(
    N_("The lesson has {count} words; {low} to {high} can be read in its minutes."), N_("Shorten it, or say more.")
)

# --- the quiz ------------------------------------------------------------------------------------------------------

NO_QUIZ: Final = _error(N_("The lesson has no quiz."), N_("Add a line “# Kiểm tra” and five questions after the text."))
QUIZ_LINE: Final = _error(
    N_("This line doesn't belong in a quiz."),
    N_("Use only “## [kiến thức] …”, “## [tình huống] …”, “- [ ] …”, “- [x] …” and “Vì sao: …”."),
)
QUIZ_PLAIN: Final = _error(
    N_("Questions, options and reasons are plain text."), N_("Delete the signs for bold, links or code (* _ ` [ ]).")
)
QUESTION_COUNT: Final = _error(N_("The quiz has {count} questions."), N_("Five are needed."))
QUESTION_KIND: Final = _error(
    N_("Question {place} is not of the kind [{kind}]."),
    N_("The first three are [kiến thức], the last two [tình huống]."),
)
QUESTION_LABEL: Final = _error(
    N_("The question doesn't begin with its kind."), N_("Begin with “## [kiến thức] ” or “## [tình huống] ”.")
)
QUESTION_EMPTY: Final = _error(N_("The question has no words."), N_("Write it after its kind, in the same line."))
OPTION_COUNT: Final = _error(N_("The question has {count} options."), N_("Give 2 to 5 lines “- [ ] …”."))
OPTION_AUDIENCE: Final = _warning(
    N_("The question has {count} options; this audience gets {expected}."), N_("Give {expected} options.")
)
OPTION_EMPTY: Final = _error(N_("The option has no words."), N_("Write them after the brackets, in the same line."))
OPTION_TWICE: Final = _error(N_("The same option is there twice: {text}"), N_("Change one of the two."))
RIGHT_COUNT: Final = _error(N_("{count} options are marked as right."), N_("Mark exactly one with “- [x]”."))
WHY_MISSING: Final = _error(
    N_("The question doesn't say why the right answer is right."), N_("Add a line “Vì sao: …” after the options.")
)
WHY_TWICE: Final = _error(N_("The question has a second “Vì sao:”."), N_("Keep one."))
RIGHT_LONGEST: Final = _warning(
    N_("The right option is much longer than the others, which gives it away."), N_("Make the options of like length.")
)
RIGHT_PLACE: Final = _warning(
    N_("The right option stands at the same place in all five questions."), N_("Move some of them.")
)
RIGHT_RUNNING: Final = _warning(
    N_("The right option stands at place {place} three times running."), N_("Move one of the three.")
)
RIGHT_SPREAD: Final = _warning(
    N_("Through the course the right option stands at place {place} in {count} of {total} questions."),
    N_("{low} to {high} would be even: change the order of options in some questions."),
)
RIGHT_OFTEN_LONGEST: Final = _warning(
    N_("The right option is the longest in {count} of {total} questions, so that it can be guessed."),
    N_("In some questions shorten it, or make a wrong option longer."),
)
RIGHT_OFTEN_SHORTEST: Final = _warning(
    N_("The right option is the shortest in {count} of {total} questions, so that it can be guessed."),
    N_("In some questions make it longer, or shorten a wrong option."),
)
OPTIONS_UNEVEN: Final = _warning(
    N_("The options have {low} to {high} characters; the odd one out catches the eye."),
    N_("Make the options of like length."),
)
GIVEN_AWAY: Final = _warning(
    N_("Question {other} gives this answer away: it says “{words}” too, which no wrong option does."),
    N_("Word one of the two differently, or let a wrong option say it as well."),
)

# --- wording -------------------------------------------------------------------------------------------------------

SENTENCE_LONG: Final = _warning(
    N_("The sentence has {count} words; {limit} are the most for this audience: {text}"), N_("Make two of it.")
)
RADIO_LENGTH: Final = _warning(
    N_("“radio” has {count} words; {low} to {high} are read aloud in 60 to 90 seconds."),
    N_("Shorten it, or say more."),
)
TERM: Final = _warning(N_("“{form}” is not what the courses say: {why}"), N_("Write “{use}”."))
SPELLING: Final = _warning(
    N_("“{word}” is not in the dictionary."),
    N_("Correct it (near: {near}); a name or a loan word goes into {list} beside the courses."),
)
ACCENT_PLACE: Final = _warning(
    N_("The accent of “{word}” stands on the second vowel."), N_("Write “{better}”, as all courses do.")
)
