package io.github.dnsfailover.dyn.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.dnsfailover.dns.DnsName;
import java.util.List;
import java.util.Optional;

/**
 * One request to the service.
 *
 * @param method GET, POST, PUT or DELETE
 * @param path the parts of the path below the base
 * @param detail whether to ask for whole records instead of their addresses
 * @param body what is sent along
 */
record ApiRequest(String method, List<String> path, boolean detail, Optional<ObjectNode> body) {

    static ApiRequest get(String... path) {
        return new ApiRequest("GET", List.of(path), false, Optional.empty());
    }

    static ApiRequest getDetail(String... path) {
        return new ApiRequest("GET", List.of(path), true, Optional.empty());
    }

    static ApiRequest delete(String... path) {
        return new ApiRequest("DELETE", List.of(path), false, Optional.empty());
    }

    static ApiRequest post(ObjectNode body, String... path) {
        return new ApiRequest("POST", List.of(path), false, Optional.of(body));
    }

    static ApiRequest put(ObjectNode body, String... path) {
        return new ApiRequest("PUT", List.of(path), false, Optional.of(body));
    }

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A name as the service writes it: without the final dot. */
    static String part(DnsName name) {
        String text = name.toString();
        return text.substring(0, text.length() - 1);
    }

    boolean isRead() {
        return method.equals("GET");
    }

    /** Method and path, for people: the body may hold the password. */
    @Override
    public String toString() {
        return method + " " + String.join("/", path);
    }
}
