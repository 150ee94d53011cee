"""Golden vectors for the statistics, computed once with scipy and checked in.

    python3 -m venv .cache/golden && .cache/golden/bin/pip install scipy
    .cache/golden/bin/python harness/statistics/golden/make-golden.py

Tests read the JSON files only.
"""

import json
import pathlib

import numpy
import scipy
from scipy import stats

folder = pathlib.Path(__file__).parent
random = numpy.random.default_rng(20260101)


def write(name, rows):
    text = json.dumps({"scipy": scipy.__version__, "rows": rows}, indent=1)
    (folder / f"{name}.golden.json").write_text(text + "\n")


def sample(count, decimals=None):
    values = random.standard_normal(count)
    return [float(value) for value in (values if decimals is None else numpy.round(values, decimals))]


FREEDOMS = [1, 1.5, 2.5, 3, 5, 7, 12, 21.7, 30, 120, 1000]
write("student-t", {
    "p": [[t, df, float(2 * stats.t.sf(abs(t), df))]
          for df in FREEDOMS for t in [0, 0.01, 0.3, 1, 1.9, 2.5, -3, 6, 15, 60]],
    "quantile": [[p, df, float(stats.t.ppf(p, df))]
                 for df in FREEDOMS for p in [0.6, 0.8, 0.9, 0.95, 0.975, 0.995, 0.9995]],
})
write("f", [[f, a, b, float(stats.f.sf(f, a, b))]
            for f in [0.1, 0.9, 1.7, 4, 12, 60] for a in [1, 2, 4, 7] for b in [2, 6, 12, 30]])
write("chi-square", [[x, float(stats.chi2.sf(x, 1))]
                     for x in [1e-6, 0.01, 0.5, 1, 2.7, 3.84, 5.9, 6.1, 10, 25, 60]])
write("fisher", [[a, b, c, d, float(stats.fisher_exact([[a, b], [c, d]])[1])]
                 for a, b, c, d in [(1, 19, 6, 14), (0, 16, 0, 16), (0, 8, 3, 5), (5, 11, 0, 16), (2, 30, 9, 23),
                                    (16, 0, 16, 0), (1, 1, 1, 1), (12, 188, 30, 170)]])


def welch(a, b):
    test = stats.ttest_ind(b, a, equal_var=False)
    interval = test.confidence_interval(0.95)
    return {"a": a, "b": b, "p": float(test.pvalue), "low": float(interval.low), "high": float(interval.high)}


pairs = [(sample(4), sample(5)), (sample(8), sample(8)), (sample(3), sample(12)), (sample(30), sample(25))]
write("welch", [welch(a, b) for a, b in [([1, 2, 4, 7], [3, 5, 9, 8, 12]), *pairs]])
write("student", [{"a": a, "b": b, "p": float(stats.ttest_ind(a, b).pvalue)} for a, b in pairs])
ps = [[float(value) for value in random.uniform(size=count) ** 2] for count in [1, 2, 7, 20]]
write("benjamini-hochberg", [{"p": p, "adjusted": [float(q) for q in stats.false_discovery_control(p)]} for p in ps])


def survival(count, scale, end):
    times = numpy.round(random.exponential(scale, count), 0) + 1
    return [{"time": float(min(time, end)), "censored": bool(time > end)} for time in times]


def censored(times):
    return stats.CensoredData(
        uncensored=[each["time"] for each in times if not each["censored"]],
        right=[each["time"] for each in times if each["censored"]])


groups = [(survival(6, 200, 600), survival(6, 400, 600)), (survival(15, 300, 600), survival(12, 300, 600)),
          (survival(40, 90, 300), survival(40, 200, 300))]
write("survival", [{
    "a": a, "b": b, "p": float(stats.logrank(censored(a), censored(b)).pvalue),
    "curve": [[float(t), float(s)] for t, s in zip(
        stats.ecdf(censored(a)).sf.quantiles, stats.ecdf(censored(a)).sf.probabilities)],
} for a, b in groups])

robust = [sample(5), sample(12), sample(33), [1, 2, 3, 4, 100]]
write("robust", [{
    "values": values,
    "median": float(numpy.median(values)),
    "mad": float(1.4826 * stats.median_abs_deviation(values)),
    "trimmedMean": float(stats.trim_mean(values, 0.2)),
    "quantiles": [[p, float(numpy.quantile(values, p))] for p in [0, 0.05, 0.25, 0.5, 0.9, 0.99, 1]],
    "theilSen": float(stats.theilslopes(values).slope),
    "variance": float(numpy.var(values, ddof=1)),
} for values in robust])
