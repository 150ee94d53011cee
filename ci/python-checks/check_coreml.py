"""Puts Core ML packages to Apple's own coremltools, which need no Mac for this.

    check_coreml.py schema              the fields of every protobuf message, as JSON
    check_coreml.py load PACKAGE...     what Apple's loader makes of each package, as JSON
    check_coreml.py weights PACKAGE DIR every quantised weight of `main`, unpacked by Apple's code, as DIR/NAME.f32
"""

import json
import logging
import os
import sys
import warnings

logging.disable(logging.CRITICAL)
warnings.filterwarnings("ignore")

import numpy as np
from coremltools.converters.mil.frontend.milproto.load import load
from coremltools.libmodelpackage import ModelPackage
from coremltools.proto import FeatureTypes_pb2, MIL_pb2, Model_pb2

PRIMITIVES = {1: "double", 2: "float", 3: "int64", 4: "uint64", 5: "int32", 8: "bool", 9: "string", 12: "bytes", 14: "int32"}


def fields(message):
    """Field name -> [number, type, modifier]; enumerations read as the int32 that they are on the wire."""
    result = {}
    for field in message.fields:
        kind = field.message_type.name if field.message_type else PRIMITIVES.get(field.type, "other")
        modifier = "repeated" if field.is_repeated else None
        if field.message_type and field.message_type.GetOptions().map_entry:
            value = field.message_type.fields_by_name["value"]
            kind = value.message_type.name if value.message_type else PRIMITIVES[value.type]
            modifier = "map"
        result[field.json_name] = [field.number, kind, modifier]
    return result


def messages(container):
    for message in container:
        if not message.GetOptions().map_entry:
            yield message
            yield from messages(message.nested_types)


def schema():
    files = (Model_pb2, FeatureTypes_pb2, MIL_pb2)
    tops = [m for f in files for m in f.DESCRIPTOR.message_types_by_name.values()]
    return {message.name: fields(message) for message in messages(tops)}


def program_of(package):
    if not ModelPackage.isValid(package):
        raise ValueError("not a valid model package")
    model = ModelPackage(package).getRootModel().path()
    spec = Model_pb2.Model()
    with open(model, "rb") as file:
        spec.ParseFromString(file.read())
    weights = os.path.join(os.path.dirname(model), "weights")
    return spec, load(spec, specification_version=spec.specificationVersion, file_weights_dir=weights)


def loaded(package):
    try:
        spec, program = program_of(package)
    except Exception as error:  # whatever Apple's code throws is its verdict
        return {"accepted": False, "error": f"{type(error).__name__}: {error}"[:300]}
    functions = {
        name: {
            "operations": len(function.operations),
            "outputs": {output.name: list(output.shape) for output in function.outputs},
        }
        for name, function in program.functions.items()
    }
    # An encoder that does everything as Apple's writes just as many bytes.
    size = os.path.getsize(ModelPackage(package).getRootModel().path())
    return {"accepted": True, "functions": functions, "sameSize": len(spec.SerializeToString()) == size}


def weights(package, folder):
    _, program = program_of(package)
    names = []
    for operation in program.functions["main"].operations:
        if operation.op_type == "constexpr_blockwise_shift_scale":
            name = operation.outputs[0].name
            values = np.asarray(operation.materialized_val_inference(), dtype=np.float32)
            values.tofile(os.path.join(folder, name + ".f32"))
            names.append(name)
    return names


if __name__ == "__main__":
    command, *arguments = sys.argv[1:]
    if command == "schema":
        result = schema()
    elif command == "load":
        result = {package: loaded(package) for package in arguments}
    else:
        result = weights(*arguments)
    print(json.dumps(result))
