"""Greedy ids of a converted model: `greedy_onnx.py FOLDER COUNT` reads lists of prompt ids, one a line, and prints lists of ids, by
onnxruntime and by onnxruntime-genai."""

import json
import sys

import numpy as np
import onnxruntime
import onnxruntime_genai


# Several threads spin while they wait for each other, which on a busy host takes minutes from whoever has work.
ONE_THREAD = '{"model": {"decoder": {"session_options": {"intra_op_num_threads": 1}}}}'


def session_of(folder: str) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    return onnxruntime.InferenceSession(f"{folder}/model.onnx", options, providers=["CPUExecutionProvider"])


def by_onnxruntime(session: onnxruntime.InferenceSession, prompt: list[int], count: int) -> list[int]:
    outputs = [each.name for each in session.get_outputs()]
    cache = {
        each.name: np.zeros([1, each.shape[1], 0, each.shape[3]], np.float32)
        for each in session.get_inputs()
        if each.name.startswith("past_key_values")
    }
    ids, fresh, total = [], prompt, 0
    while len(ids) < count:
        total += len(fresh)
        inputs = {"input_ids": np.array([fresh], np.int64), "attention_mask": np.ones((1, total), np.int64), **cache}
        found = dict(zip(outputs, session.run(None, inputs)))
        cache = {name.replace("present", "past_key_values"): found[name] for name in outputs if name != "logits"}
        fresh = [int(found["logits"][0, -1].argmax())]
        ids += fresh
    return ids


def model_of(folder: str) -> onnxruntime_genai.Model:
    config = onnxruntime_genai.Config(folder)
    config.overlay(ONE_THREAD)
    return onnxruntime_genai.Model(config)


def by_genai(model: onnxruntime_genai.Model, prompt: list[int], count: int) -> list[int]:
    parameters = onnxruntime_genai.GeneratorParams(model)
    parameters.set_search_options(max_length=len(prompt) + count, do_sample=False)
    generator = onnxruntime_genai.Generator(model, parameters)
    generator.append_tokens(np.array([prompt], np.int32))
    ids = []
    while len(ids) < count and not generator.is_done():
        generator.generate_next_token()
        ids.append(int(generator.get_next_tokens()[0]))
    return ids


folder, count = sys.argv[1], int(sys.argv[2])
session, model = session_of(folder), model_of(folder)
for line in sys.stdin:
    prompt = json.loads(line)
    print(json.dumps([by_onnxruntime(session, prompt, count), by_genai(model, prompt, count)]), flush=True)
