"""Renders chat templates with Jinja2 itself, set up as Hugging Face's transformers does it.

Standard input: a list of {template, text, bosText, eosText}. Standard output: the rendered texts; null for a template that
Jinja2 refuses, or that leaves the text out, in both forms of a message's content.
"""

import datetime
import json
import sys

from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

# Heatsoak's templates see one day only, so that prompts are the same every night.
DAY = datetime.datetime(2024, 7, 26, 12, 0)


def refuse(reason):
    raise ValueError(reason)


def environment():
    made = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
    made.globals["raise_exception"] = refuse
    made.globals["strftime_now"] = DAY.strftime
    made.filters["tojson"] = lambda value, **options: json.dumps(value, ensure_ascii=False, **options)
    return made


def rendered(case):
    text = case["text"]
    for content in (text, [{"type": "text", "text": text}]):
        try:
            result = environment().from_string(case["template"]).render(
                messages=[{"role": "user", "content": content}],
                bos_token=case["bosText"],
                eos_token=case["eosText"],
                add_generation_prompt=True,
                enable_thinking=True,
                date_string=DAY.strftime("%d %b %Y"),
                datetime=DAY.strftime("%b %d %Y"),
            )
        except Exception:
            continue
        if text.strip() in result:
            return result
    return None


json.dump([rendered(case) for case in json.load(sys.stdin)], sys.stdout)
