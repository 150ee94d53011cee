// The C API of ONNX Runtime: out of its framework on Apple systems, elsewhere where pkg-config's file says that it lies.
#if __has_include(<onnxruntime/onnxruntime_c_api.h>)
#include <onnxruntime/onnxruntime_c_api.h>
#else
#include <onnxruntime_c_api.h>
#endif
