"""Transcripts: from captions and minutes to turns, each with its speaker and its time, and to proposed claims.

In: the text of a file of captions (WebVTT, SRT), or a text that says who speaks ("MR. LEE:", Hansard). Out: a plain
text with a line a paragraph, `Mona Reyes (00:12:31): ...`; the turns of such a text; the proposals in them.

- `caption_file` reads the captions of a WebVTT or SRT file: times, lines, and what stands between them.
- `caption_words` takes the words out of a caption: voices, dashes and arrows of speakers, no tags.
- `caption_text` joins captions to turns, and writes them as a text; captions that roll say each line once.
- `labels` knows the words before a colon that name a speaker; `turns` cuts a text into turns by them.
- `speakers` finds the full name behind a label: "MR. LEE" is Tom Lee, where the transcript names him.
- `turn_drafts` proposes what is said in a turn: the speaker's own words.
"""
