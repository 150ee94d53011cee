// Renders chat templates with llama.cpp's own code, as llama-server does it: reads JSON [{template, text, bosText, eosText}] on
// standard input, writes a JSON list of texts, null for a template that is refused.
#include "chat.h"
#include "json.h"
#include "log.h"
#include <chrono>
#include <ctime>
#include <iostream>
#include <iterator>

/** 26 July 2024, 12:00 UTC: the day that Heatsoak's templates see. */
static const time_t NOON = 1721995200;

/** llama.cpp's templates ask the C library what time it is: here it is always the same. */
extern "C" time_t time(time_t * at) {
    if (at) *at = NOON;
    return NOON;
}

int main() {
    common_log_set_verbosity_thold(-1);
    const std::string input((std::istreambuf_iterator<char>(std::cin)), std::istreambuf_iterator<char>());
    const auto cases = common_json::parse(input);
    auto rendered = common_json::array();
    for (size_t i = 0; i < cases.size(); i++) {
        const auto & one = cases[i];
        try {
            const auto templates = common_chat_templates_init(nullptr, one["template"].get<std::string>(),
                one["bosText"].get<std::string>(), one["eosText"].get<std::string>());
            common_chat_templates_inputs inputs;
            common_chat_msg message;
            message.role = "user";
            message.content = one["text"].get<std::string>();
            inputs.messages = { message };
            inputs.now = std::chrono::system_clock::from_time_t(NOON);
            inputs.chat_template_kwargs = { { "date_string", "\"26 Jul 2024\"" }, { "datetime", "\"Jul 26 2024\"" } };
            rendered.push_back(common_chat_templates_apply(templates.get(), inputs).prompt);
        } catch (const std::exception & error) {
            std::cerr << i << ": " << error.what() << "\n";
            rendered.push_back(common_json());
        }
    }
    std::cout << rendered.dump() << "\n";
}
