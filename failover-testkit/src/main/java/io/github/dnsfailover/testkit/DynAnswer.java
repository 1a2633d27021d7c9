package io.github.dnsfailover.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@link DynServer} answers: status, data and messages, and the HTTP code that went with them. Immutable.
 *
 * @param code of HTTP
 * @param status success or failure
 * @param data what was asked for
 * @param messages in their order
 */
record DynAnswer(int code, String status, JsonNode data, List<Message> messages) {

    /** One message; the code is empty where the service sends null. */
    record Message(String info, String source, String code, String level) {}

    DynAnswer {
        messages = List.copyOf(messages);
    }

    static DynAnswer success(JsonNode data, String... infos) {
        List<Message> messages = new ArrayList<>();
        for (String info : infos) {
            messages.add(new Message(info, "BLL", "", "INFO"));
        }
        return new DynAnswer(200, "success", data, messages);
    }

    /** With an error and, after it, lines of information. */
    static DynAnswer failure(int http, String code, String error, String... infos) {
        List<Message> messages = new ArrayList<>();
        messages.add(new Message(error, "BLL", code, "ERROR"));
        for (String info : infos) {
            messages.add(new Message(info, "BLL", "", "INFO"));
        }
        return new DynAnswer(http, "failure", JsonNodeFactory.instance.objectNode(), messages);
    }

    boolean isSuccess() {
        return status.equals("success");
    }

    /** With a warning whose code looks like that of an error, as was recorded beside a publish that went well. */
    DynAnswer warning() {
        List<Message> more = new ArrayList<>(messages);
        more.add(0, new Message("notes: unnecessary field passed in", "API-A", "INVALID_DATA", "WARN"));
        return new DynAnswer(code, status, data, more);
    }

    DynAnswer withoutMessages() {
        return new DynAnswer(code, status, data, List.of());
    }

    ObjectNode json(long job) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("status", status);
        root.set("data", data);
        root.put("job_id", job);
        if (!messages.isEmpty()) {
            ArrayNode list = root.putArray("msgs");
            for (Message message : messages) {
                ObjectNode one = list.addObject();
                one.put("INFO", message.info());
                one.put("SOURCE", message.source());
                one.put("ERR_CD", message.code().isEmpty() ? null : message.code());
                one.put("LVL", message.level());
            }
        }
        return root;
    }
}
