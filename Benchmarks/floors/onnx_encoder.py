"""all-MiniLM-L6-v2 under onnxruntime in fp32: the peer of the encoder. Runs in an environment with onnxruntime and onnx.

    onnx_encoder.py MODEL.safetensors THREADS

The graph is written here from the weights, twice: with plain operators, which onnxruntime fuses as it can, and with its
own fused ones (Attention, SkipLayerNormalization, BiasGelu). The faster of the two is the peer; its name is the first
line said. Then a line of JSON in (texts as lists of token ids, all of one length), seconds and the first vector out.
"""
import json
import struct
import sys
import time

import numpy
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

WIDTH, LAYERS, HEADS = 384, 6, 12


def tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    return {name: numpy.frombuffer(data[entry["data_offsets"][0]:entry["data_offsets"][1]], "<f4")
            .reshape(entry["shape"]) for name, entry in header.items() if name != "__metadata__" and entry["dtype"] == "F32"}


class Graph:
    def __init__(self, weights):
        self.weights, self.nodes, self.constants, self.count = weights, [], [], 0

    def constant(self, array):
        self.count += 1
        name = f"c{self.count}"
        self.constants.append(numpy_helper.from_array(numpy.ascontiguousarray(array), name))
        return name

    def weight(self, name, transposed=False):
        return self.constant(self.weights[name].T if transposed else self.weights[name])

    def node(self, kind, *inputs, domain="", **attributes):
        self.count += 1
        name = f"n{self.count}"
        self.nodes.append(helper.make_node(kind, list(inputs), [name], domain=domain, **attributes))
        return name

    def fused(self, kind, *inputs, **attributes):
        return self.node(kind, *inputs, domain="com.microsoft", **attributes)

    def dense(self, x, prefix):
        return self.node("Add", self.node("MatMul", x, self.weight(prefix + ".weight", True)), self.weight(prefix + ".bias"))

    def norm(self, x, prefix):
        return self.node("LayerNormalization", x, self.weight(prefix + ".weight"), self.weight(prefix + ".bias"),
                         axis=-1, epsilon=1e-12)


def attention(graph, x, prefix):
    def heads(name):
        return graph.node("Transpose", graph.node("Reshape", graph.dense(x, prefix + name), split), perm=[0, 2, 1, 3])
    split = graph.constant(numpy.array([0, 0, HEADS, WIDTH // HEADS]))
    query, key, value = heads("query"), heads("key"), heads("value")
    scores = graph.node("MatMul", query, graph.node("Transpose", key, perm=[0, 1, 3, 2]))
    scores = graph.node("Mul", scores, graph.constant(numpy.float32((WIDTH / HEADS) ** -.5)))
    mixed = graph.node("Transpose", graph.node("MatMul", graph.node("Softmax", scores, axis=-1), value), perm=[0, 2, 1, 3])
    return graph.node("Reshape", mixed, graph.constant(numpy.array([0, 0, WIDTH])))


def gelu(graph, x):
    erf = graph.node("Erf", graph.node("Div", x, graph.constant(numpy.float32(2 ** .5))))
    return graph.node("Mul", graph.node("Mul", x, graph.node("Add", erf, graph.constant(numpy.float32(1)))),
                      graph.constant(numpy.float32(.5)))


def model(weights, is_fused):
    graph = Graph(weights)
    positions = graph.node("Slice", graph.weight("embeddings.position_embeddings.weight"), graph.constant(numpy.array([0])),
                           graph.node("Slice", graph.node("Shape", "ids"), graph.constant(numpy.array([1])),
                                      graph.constant(numpy.array([2]))))
    x = graph.node("Gather", graph.weight("embeddings.word_embeddings.weight"), "ids")
    x = graph.node("Add", graph.node("Add", x, positions), graph.constant(weights["embeddings.token_type_embeddings.weight"][0]))
    x = graph.norm(x, "embeddings.LayerNorm")
    for layer in range(LAYERS):
        at = f"encoder.layer.{layer}."
        own = at + "attention.self."
        if is_fused:
            parts = [own + name for name in ("query", "key", "value")]
            mixed = graph.fused("Attention", x, graph.constant(numpy.concatenate([weights[p + ".weight"].T for p in parts], 1)),
                                graph.constant(numpy.concatenate([weights[p + ".bias"] for p in parts])), num_heads=HEADS)

            def skip(y, residual, dense, norm):
                y = graph.node("MatMul", y, graph.weight(dense + ".weight", True))
                return graph.fused("SkipLayerNormalization", y, residual, graph.weight(norm + ".weight"),
                                   graph.weight(norm + ".bias"), graph.weight(dense + ".bias"), epsilon=1e-12)
            x = skip(mixed, x, at + "attention.output.dense", at + "attention.output.LayerNorm")
            inner = graph.fused("BiasGelu", graph.node("MatMul", x, graph.weight(at + "intermediate.dense.weight", True)),
                                graph.weight(at + "intermediate.dense.bias"))
            x = skip(inner, x, at + "output.dense", at + "output.LayerNorm")
        else:
            mixed = graph.dense(attention(graph, x, own), at + "attention.output.dense")
            x = graph.norm(graph.node("Add", mixed, x), at + "attention.output.LayerNorm")
            inner = gelu(graph, graph.dense(x, at + "intermediate.dense"))
            x = graph.norm(graph.node("Add", graph.dense(inner, at + "output.dense"), x), at + "output.LayerNorm")
    graph.nodes.append(helper.make_node("ReduceMean", [x], ["mean"], axes=[1], keepdims=0))
    whole = helper.make_graph(graph.nodes, "minilm", [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n", "t"])],
                              [helper.make_tensor_value_info("mean", TensorProto.FLOAT, ["n", WIDTH])], graph.constants)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(whole, opset_imports=opsets, ir_version=8)


def session(weights, threads, is_fused):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    return onnxruntime.InferenceSession(model(weights, is_fused).SerializeToString(), options, ["CPUExecutionProvider"])


def run(chosen, ids):
    started = time.perf_counter()
    vectors = chosen.run(None, {"ids": ids})[0]
    vectors /= numpy.linalg.norm(vectors, axis=1, keepdims=True)
    return time.perf_counter() - started, vectors


def main():
    weights, threads = tensors(sys.argv[1]), int(sys.argv[2])
    sample = numpy.tile(numpy.arange(2000, 2200), (1, 1)).astype(numpy.int64)
    sessions = {name: session(weights, threads, name == "fused") for name in ("plain", "fused")}
    times = {name: min(run(chosen, sample)[0] for _ in range(8)) for name, chosen in sessions.items()}
    best = min(times, key=times.get)
    print(f"onnxruntime {onnxruntime.__version__} {best}", flush=True)
    for line in sys.stdin:
        texts = numpy.array(json.loads(line), dtype=numpy.int64)
        # One text after the other, or all in one batch: whichever it does faster.
        apart = [run(sessions[best], text[None]) for text in texts]
        seconds, vectors = run(sessions[best], texts)
        alone = sum(each for each, _ in apart)
        print(min(seconds, alone), *vectors[0], flush=True)


if __name__ == "__main__":
    main()
