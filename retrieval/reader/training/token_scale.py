"""Give each token a scale of its own where one scale for all would cost answers.

"Dynamic" 8-bit products round a window's activations on one scale, which the largest of them sets.
In front of the first layers' feed-forward products that is always [CLS]'s, four to eight times what
another token reaches, and the words are left with a few dozen of the 256 steps. Divided by its own
largest activation before the product, and multiplied by it behind, each token has them all. In
exact arithmetic nothing changes, and the weights stay as they are.

After the token-wise activations of Yao et al., "ZeroQuant" (2022), in operators that every ONNX
runtime has.
"""

import re

import numpy as np
import onnx
from onnx import NodeProto, helper, numpy_helper

SCALED = re.compile(r"/layer\.[0-3]/(intermediate|output)/dense/MatMul$")
"""The feed-forward products of the first four layers: the model card says what the others gave."""

_LEAST = "least_token_scale"


def scale_by_token(model: onnx.ModelProto) -> onnx.ModelProto:
    """Scale the first input of every product named as in `SCALED` token by token, in place."""
    least = numpy_helper.from_array(np.array(1e-6, np.float32), _LEAST)  # no token divides by zero
    nodes = [part for node in model.graph.node for part in _scaled(node)]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    model.graph.initializer.append(least)
    return model


def _scaled(node: NodeProto) -> list[NodeProto]:
    if node.op_type != "MatMul" or not SCALED.search(node.name):
        return [node]
    name, values, product = node.name, node.input[0], node.output[0]
    node.input[0], node.output[0] = f"{name}/values", f"{name}/product"
    return [
        helper.make_node("Abs", [values], [f"{name}/sizes"], f"{name}/Abs"),
        helper.make_node(
            "ReduceMax", [f"{name}/sizes"], [f"{name}/largest"], f"{name}/ReduceMax", axes=[-1]
        ),
        helper.make_node("Max", [f"{name}/largest", _LEAST], [f"{name}/scale"], f"{name}/Max"),
        helper.make_node("Div", [values, f"{name}/scale"], [node.input[0]], f"{name}/Div"),
        node,
        helper.make_node("Mul", [node.output[0], f"{name}/scale"], [product], f"{name}/Mul"),
    ]
