"""Writes a BERT with its heads as an ONNX graph, node by node, in fp32 or dynamic int8.

The graph is written by hand, not traced: its names are the engine's words, its attention is the plain
softmax(Q K^T / sqrt(d) + mask) V that the attention panel reads, and in int8 the embedding table is stored once, as
[H, V], and serves both the look-up and the output layer (Press and Wolf 2017, weight tying).
"""

import math

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
# Ids below this are special tokens.
SPECIAL = 5
# Largest weight in int8. Seven bits, since processors without VNNI add two products of uint8 and int8 in 16 bits, which
# eight would overflow (ONNX Runtime, "Quantize ONNX models", reduce_range): the same answers everywhere, and files pack smaller.
LARGEST = 63
# Length of the contextual part of a sentence embedding beside the lexical part's 1; see the log of runs in README.md.
LAST_LAYER_SHARE = 0.4


class GraphBuilder:
    """Collects nodes and initializers; every method returns the name of its result."""

    def __init__(self, quantised: bool):
        self.quantised = quantised
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.known: set[str] = set()

    def constant(self, name: str, value: np.ndarray) -> str:
        if name not in self.known:
            self.known.add(name)
            self.initializers.append(numpy_helper.from_array(np.asarray(value, order="C"), name))
        return name

    def op(self, kind: str, inputs: list[str], name: str, outputs: int = 1, **attributes):
        names = [name] if outputs == 1 else [f"{name}_{n}" for n in range(outputs)]
        self.nodes.append(helper.make_node(kind, inputs, names, name=f"node_{name}", **attributes))
        return names[0] if outputs == 1 else names

    def quantise_input(self, x: str, name: str) -> list[str]:
        """uint8 values, scale and zero point of an activation; nothing to do in fp32."""
        return self.op("DynamicQuantizeLinear", [x], f"{name}_quantised", 3) if self.quantised else [x]

    def product(self, x: list[str], weight: np.ndarray, name: str) -> str:
        """x @ weight [in, out]; in int8 the weight is symmetric, one scale a column."""
        if not self.quantised:
            return self.op("MatMul", [x[0], self.constant(f"{name}.weight", weight)], f"{name}_product")
        values, scale = quantise_columns(weight)
        return self.integer_product(x, self.constant(f"{name}.weight_int8", values), self.constant(f"{name}.scale", scale), name)

    def integer_product(self, x: list[str], values: str, scale: str, name: str) -> str:
        zero = self.constant("weight_zero_point", np.zeros((), np.int8))
        product = self.op("MatMulInteger", [x[0], values, x[2], zero], f"{name}_integer")
        real = self.op("Cast", [product], f"{name}_float", to=TensorProto.FLOAT)
        return self.op("Mul", [real, self.op("Mul", [x[1], scale], f"{name}_scale")], f"{name}_product")

    def linear(self, x: list[str], weight: np.ndarray, bias: np.ndarray, name: str) -> str:
        return self.op("Add", [self.product(x, weight, name), self.constant(f"{name}.bias", bias)], f"{name}_output")

    def layer_norm(self, x: str, weight: np.ndarray, bias: np.ndarray, name: str, epsilon: float) -> str:
        inputs = [x, self.constant(f"{name}.weight", weight), self.constant(f"{name}.bias", bias)]
        return self.op("LayerNormalization", inputs, f"{name}_output", axis=-1, epsilon=epsilon)

    def gelu(self, x: str, name: str) -> str:
        root = self.constant("sqrt_two", np.array(math.sqrt(2), np.float32))
        error = self.op("Erf", [self.op("Div", [x, root], f"{name}_scaled")], f"{name}_erf")
        plus = self.op("Add", [error, self.constant("one", np.array(1, np.float32))], f"{name}_plus")
        return self.op("Mul", [self.op("Mul", [x, plus], f"{name}_product"), self.constant("half", np.array(0.5, np.float32))], name)


def quantise_columns(weight: np.ndarray, largest: int = LARGEST) -> tuple[np.ndarray, np.ndarray]:
    """Symmetric int8 values of a matrix, at most `largest`, and the fp32 scale of each column."""
    scale = np.maximum(np.abs(weight).max(0), 1e-8) / largest
    return np.clip(np.round(weight / scale), -largest, largest).astype(np.int8), scale.astype(np.float32)


def pack_halves(values: np.ndarray) -> np.ndarray:
    """Integers -8..7 [N, 2 K], two a byte: uint8 [N, K], the first K columns in the low halves."""
    low, high = np.split(values.astype(np.int16) + 8, 2, axis=1)
    return (low + 16 * high).astype(np.uint8)


class BertGraph:
    """The whole model, from a state dict with Hugging Face's names (fp32 arrays) and its config.json content."""

    def __init__(self, weights: dict[str, np.ndarray], config: dict, quantised: bool):
        self.w, self.c = weights, config
        self.g = GraphBuilder(quantised)
        self.epsilon = config["layer_norm_eps"]

    def _linear(self, x: list[str], key: str, name: str) -> str:
        return self.g.linear(x, self.w[f"{key}.weight"].T, self.w[f"{key}.bias"], name)

    def _norm(self, x: str, key: str, name: str) -> str:
        return self.g.layer_norm(x, self.w[f"{key}.weight"], self.w[f"{key}.bias"], name, self.epsilon)

    def _word_embeddings(self) -> str:
        table = self.w["bert.embeddings.word_embeddings.weight"]
        if not self.g.quantised:
            return self.g.op("Gather", [self.g.constant("embeddings.word", table), "input_ids"], "embeddings_word")
        values, scale = quantise_columns(table.T)
        rows = self.g.op("Gather", [self.g.constant("embeddings.word_int8", values), "input_ids"], "embeddings_columns", axis=1)
        real = self.g.op("Cast", [rows], "embeddings_real", to=TensorProto.FLOAT)
        scales = self.g.op("Gather", [self.g.constant("embeddings.word_scale", scale), "input_ids"], "embeddings_scales")
        return self.g.op("Transpose", [self.g.op("Mul", [real, scales], "embeddings_scaled")], "embeddings_word", perm=[1, 2, 0])

    def _embeddings(self) -> str:
        g = self.g
        length = g.op("Shape", ["input_ids"], "length", start=1, end=2)
        zero, one = g.constant("zero_index", np.zeros(1, np.int64)), g.constant("one_index", np.ones(1, np.int64))
        table = g.constant("embeddings.position", self.w["bert.embeddings.position_embeddings.weight"])
        positions = g.op("Slice", [table, zero, length, zero, one], "embeddings_position")
        types = g.constant("embeddings.token_type", self.w["bert.embeddings.token_type_embeddings.weight"])
        summed = g.op("Add", [self._word_embeddings(), g.op("Gather", [types, "token_type_ids"], "embeddings_token_type")], "embeddings_sum")
        return self._norm(g.op("Add", [summed, positions], "embeddings_total"), "bert.embeddings.LayerNorm", "embeddings_norm")

    def _mask(self) -> str:
        g = self.g
        real = g.op("Cast", ["attention_mask"], "mask_real", to=TensorProto.FLOAT)
        hidden = g.op("Sub", [g.constant("one", np.array(1, np.float32)), real], "mask_hidden")
        bias = g.op("Mul", [hidden, g.constant("mask_value", np.array(-10_000, np.float32))], "mask_bias")
        return g.op("Unsqueeze", [bias, g.constant("mask_axes", np.array([1, 2], np.int64))], "mask")

    def _attention(self, states: str, mask: str, n: int) -> str:
        g, key, name = self.g, f"bert.encoder.layer.{n}.attention", f"layer{n}_attention"
        heads, size = self.c["num_attention_heads"], self.c["hidden_size"] // self.c["num_attention_heads"]
        split = g.constant("heads_shape", np.array([0, 0, heads, size], np.int64))
        merge = g.constant("merged_shape", np.array([0, 0, heads * size], np.int64))
        x = g.quantise_input(states, f"{name}_input")

        def project(which: str, perm: list[int]) -> str:
            flat = self._linear(x, f"{key}.self.{which}", f"{name}_{which}")
            return g.op("Transpose", [g.op("Reshape", [flat, split], f"{name}_{which}_split")], f"{name}_{which}_heads", perm=perm)

        query, keys, value = project("query", [0, 2, 1, 3]), project("key", [0, 2, 3, 1]), project("value", [0, 2, 1, 3])
        scores = g.op("MatMul", [query, keys], f"{name}_scores")
        scaled = g.op("Div", [scores, g.constant("head_root", np.array(math.sqrt(size), np.float32))], f"{name}_scaled")
        probabilities = g.op("Softmax", [g.op("Add", [scaled, mask], f"{name}_masked")], f"{name}_probabilities", axis=-1)
        context = g.op("Transpose", [g.op("MatMul", [probabilities, value], f"{name}_context")], f"{name}_merged", perm=[0, 2, 1, 3])
        context = g.op("Reshape", [context, merge], f"{name}_flat")
        output = self._linear(g.quantise_input(context, f"{name}_context"), f"{key}.output.dense", f"{name}_dense")
        return self._norm(g.op("Add", [output, states], f"{name}_residual"), f"{key}.output.LayerNorm", f"{name}_norm")

    def _layer(self, states: str, mask: str, n: int) -> str:
        g, key, name = self.g, f"bert.encoder.layer.{n}", f"layer{n}"
        states = self._attention(states, mask, n)
        inner = self._linear(g.quantise_input(states, f"{name}_states"), f"{key}.intermediate.dense", f"{name}_intermediate")
        inner = g.quantise_input(g.gelu(inner, f"{name}_gelu"), f"{name}_inner")
        output = self._linear(inner, f"{key}.output.dense", f"{name}_dense")
        return self._norm(g.op("Add", [output, states], f"{name}_residual"), f"{key}.output.LayerNorm", f"{name}_norm")

    def _mlm_head(self, states: str) -> str:
        g, key = self.g, "cls.predictions"
        hidden = self._linear(g.quantise_input(states, "mlm_states"), f"{key}.transform.dense", "mlm_dense")
        hidden = self._norm(g.gelu(hidden, "mlm_gelu"), f"{key}.transform.LayerNorm", "mlm_norm")
        x = g.quantise_input(hidden, "mlm_hidden")
        if g.quantised:
            product = g.integer_product(x, "embeddings.word_int8", "embeddings.word_scale", "mlm_decoder")
        else:
            transposed = g.op("Transpose", ["embeddings.word"], "embeddings_transposed", perm=[1, 0])
            product = g.op("MatMul", [x[0], transposed], "mlm_decoder_product")
        return g.op("Add", [product, g.constant("mlm_decoder.bias", self.w[f"{key}.bias"])], "logits")

    def _pooler(self) -> None:
        g, w = self.g, self.w
        first = g.op("Gather", ["last_hidden_state", g.constant("first", np.zeros((), np.int64))], "pooler_first", axis=1)
        # A small product on one row a text: fp32 in both forms.
        weight, bias = g.constant("pooler.weight", w["bert.pooler.dense.weight"]), g.constant("pooler.bias", w["bert.pooler.dense.bias"])
        g.op("Tanh", [g.op("Gemm", [first, weight, bias], "pooler_dense", transB=1)], "pooler_output")

    def build_encoder(self) -> str:
        """Encoder and pooler: the outputs last_hidden_state and pooler_output. Returns the name of the states."""
        states, mask = self._embeddings(), self._mask()
        for n in range(self.c["num_hidden_layers"]):
            states = self._layer(states, mask, n)
        self.g.op("Identity", [states], "last_hidden_state")
        self._pooler()
        return states

    def _unit(self, x: str, name: str) -> str:
        """Rows of length 1; a row of zeros stays."""
        g = self.g
        length = g.op("ReduceL2", [x], f"{name}_length", axes=[-1], keepdims=1)
        return g.op("Div", [x, g.op("Max", [length, g.constant("tiny", np.array(1e-6, np.float32))], f"{name}_divisor")], name)

    def _lexical(self, head: dict[str, np.ndarray]) -> str:
        """[B, 2, K]: the sums over the tokens of each segment that sentence.py trained, as SentenceHead computes them."""
        g = self.g
        weight = np.exp(head["log_weight"])
        weight[:SPECIAL] = 0
        axes = g.constant("last_axis", np.array([2], np.int64))
        of_token = g.op("Gather", [g.constant("token_weight", weight.astype(np.float32)), "input_ids"], "sentence_weights")
        column = g.op("Unsqueeze", [of_token, axes], "sentence_weight_column")
        centred = g.op("Sub", ["embeddings_word", g.constant("embeddings.mean", head["mean"])], "sentence_centred")
        words = g.op("MatMul", [self._segments(), g.op("Mul", [centred, column], "sentence_words")], "segment_words")
        projected = g.op("MatMul", [words, g.constant("sentence.projection", head["projection"])], "segment_projected")
        own = [g.op("MatMul", ["segments", part], f"segment_own_{n}") for n, part in enumerate(self._own_vectors(head))]
        return g.op("Concat", [projected, *own], "segment_lexical", axis=-1)

    def _segments(self) -> str:
        """[B, 2, S]: 1 where a token is in segment A (row 0) or B (row 1), 0 for the other one and for padding."""
        g = self.g
        second = g.op("Mul", [g.op("Cast", ["token_type_ids"], "types_real", to=TensorProto.FLOAT), "mask_real"], "segment_second")
        first = g.op("Sub", ["mask_real", second], "segment_first")
        axes = g.constant("one_index", np.ones(1, np.int64))
        rows = [g.op("Unsqueeze", [row, axes], f"{row}_row") for row in (first, second)]
        return g.op("Concat", rows, "segments", axis=1)

    def _own_vectors(self, head: dict[str, np.ndarray]) -> list[str]:
        """The vectors of the tokens' stems [B, S, *], in parts side by side; in int8 files four bits a number, one scale a stem."""
        g, own = self.g, head["own.weight"].copy()
        own[head["stems"][:SPECIAL]] = 0
        stem = g.op("Gather", [g.constant("sentence.stems", head["stems"].astype(np.int32)), "input_ids"], "sentence_stem")
        if not g.quantised:
            return [g.op("Gather", [g.constant("sentence.own", own), stem], "sentence_own")]
        values, scale = quantise_columns(own.T, largest=7)
        packed = g.op("Gather", [g.constant("sentence.own_halves", pack_halves(values.T)), stem], "sentence_own_packed")
        both = g.op("Cast", [packed], "sentence_own_both", to=TensorProto.FLOAT)
        sixteen, eight = (g.constant(name, np.array(n, np.float32)) for name, n in (("sixteen", 16), ("eight", 8)))
        high = g.op("Floor", [g.op("Div", [both, sixteen], "sentence_own_sixteenth")], "sentence_own_high")
        low = g.op("Sub", [both, g.op("Mul", [high, sixteen], "sentence_own_high_part")], "sentence_own_low")
        scales = g.op("Gather", [g.constant("sentence.own_scale", scale), stem], "sentence_own_scales")
        column = g.op("Unsqueeze", [scales, g.constant("last_axis", np.array([2], np.int64))], "sentence_own_scale_column")
        centred = [g.op("Sub", [part, eight], f"{part}_centred") for part in (low, high)]
        return [g.op("Mul", [part, column], f"{part}_scaled") for part in centred]

    def _sentence_embedding(self, head: dict[str, np.ndarray]) -> int:
        """The output sentence_embedding [B, K + H]: the lexical part (see sentence.py), beside the mean of the last
        layer's states at LAST_LAYER_SHARE of its length. Returns its width.
        """
        g = self.g
        whole = g.op("ReduceSum", [self._lexical(head), g.constant("one_index", np.ones(1, np.int64))], "sentence_lexical", keepdims=0)
        lexical = self._unit(whole, "sentence_lexical_unit")
        mask = g.op("Unsqueeze", ["mask_real", "last_axis"], "sentence_mask_column")
        states = g.op("Mul", ["last_hidden_state", mask], "sentence_states")
        mean = self._unit(g.op("ReduceSum", [states, "one_index"], "sentence_states_sum", keepdims=0), "sentence_states_unit")
        share = g.constant("last_layer_share", np.array(LAST_LAYER_SHARE, np.float32))
        g.op("Concat", [lexical, g.op("Mul", [mean, share], "sentence_states_share")], "sentence_embedding", axis=-1)
        return head["projection"].shape[1] + head["own.weight"].shape[1] + self.c["hidden_size"]

    def _next_sentence(self, lexical: np.ndarray) -> None:
        """The output seq_relationship_logits [B, 2]: BERT's layer on the pooled output, and `lexical` [2] times the cosine
        of the lexical parts of the two segments; see sentence.py.
        """
        g = self.g
        weight = g.constant("next_sentence.weight", self.w["cls.seq_relationship.weight"])
        bias = g.constant("next_sentence.bias", self.w["cls.seq_relationship.bias"])
        pooled = g.op("Gemm", ["pooler_output", weight, bias], "next_sentence_pooled", transB=1)
        parts = g.op("Split", [self._unit("segment_lexical", "segment_unit")], "segment_unit_part", 2, axis=1)
        product = g.op("Mul", parts, "segment_product")
        cosine = g.op("ReduceSum", [product, g.constant("last_axis", np.array([2], np.int64))], "segment_cosine", keepdims=0)
        share = g.op("Mul", [cosine, g.constant("next_sentence.lexical", lexical)], "next_sentence_lexical")
        g.op("Add", [pooled, share], "seq_relationship_logits")

    def build(self, head: dict[str, np.ndarray], next_lexical: np.ndarray) -> onnx.ModelProto:
        """The pretraining model: encoder, sentence embedding, MLM head and next-sentence layer (see _next_sentence)."""
        g, h, v = self.g, self.c["hidden_size"], self.c["vocab_size"]
        states = self.build_encoder()
        width = self._sentence_embedding(head)
        self._mlm_head(states)
        self._next_sentence(next_lexical)
        shapes = {
            "last_hidden_state": ["batch", "sequence", h],
            "pooler_output": ["batch", h],
            "sentence_embedding": ["batch", width],
            "logits": ["batch", "sequence", v],
            "seq_relationship_logits": ["batch", 2],
        }
        return self.model(shapes)

    def model(self, outputs: dict[str, list]) -> onnx.ModelProto:
        """The nodes so far as a model with the given outputs (name to shape)."""
        ids = ("input_ids", "attention_mask", "token_type_ids")
        inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, ["batch", "sequence"]) for n in ids]
        infos = [helper.make_tensor_value_info(n, TensorProto.FLOAT, shape) for n, shape in outputs.items()]
        graph = helper.make_graph(self.g.nodes, "bert", inputs, infos, self.g.initializers)
        opset = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opset, ir_version=8, producer_name="semantic-text-tools")
