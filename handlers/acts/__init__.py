"""One function = one thing done in the caller's Turn: fetch, ask the rule, write, say.

The rooms follow a suggestion: assigning, contacting, meeting, handling, replying, rating and
following. Beside them are prompting, talking, people, keeping and showing. What every room needs
stands at the door: access, duties, hours, naming, stages, telling.
"""
