package io.github.dnsfailover.testkit;

import io.github.dnsfailover.testkit.Route53Server.Alias;
import io.github.dnsfailover.testkit.Route53Zone.Change;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The XML of Route 53's interface of 2013-04-01, as far as it is spoken here. Pure. */
final class Route53Xml {

    static final String NAMESPACE = "https://route53.amazonaws.com/doc/2013-04-01/";
    private static final String HEAD = "<?xml version=\"1.0\"?>\n";

    private Route53Xml() {}

    /** A request that could not be read or lacks what it must have. */
    static final class InvalidException extends Exception {

        private static final long serialVersionUID = 1L;

        private final String reason;

        InvalidException(String reason) {
            super(reason);
            this.reason = reason;
        }

        String reason() {
            return reason;
        }
    }

    /** A batch: its comment and its changes. */
    record Batch(String comment, List<Change> changes) {}

    static Batch batch(byte[] body) throws InvalidException {
        Element request = root(body);
        if (!request.getNodeName().equals("ChangeResourceRecordSetsRequest")) {
            throw new InvalidException("Invalid XML ; root element is " + request.getNodeName());
        }
        Element batch = needed(request, "ChangeBatch");
        List<Change> changes = new ArrayList<>();
        for (Element change : children(needed(batch, "Changes"), "Change")) {
            String action = text(change, "Action");
            if (!List.of("CREATE", "DELETE", "UPSERT").contains(action)) {
                throw new InvalidException("Invalid XML ; action " + action);
            }
            changes.add(new Change(action, set(needed(change, "ResourceRecordSet"))));
        }
        if (changes.isEmpty()) {
            throw new InvalidException("Invalid request: expected at least one change");
        }
        String comment = text(batch, "Comment");
        if (comment.length() > 256) {
            throw new InvalidException("Invalid request: the comment has " + comment.length() + " characters");
        }
        return new Batch(comment, List.copyOf(changes));
    }

    private static Route53Set set(Element element) throws InvalidException {
        TreeMap<String, String> more = new TreeMap<>();
        for (String name : Route53Set.MORE) {
            child(element, name).ifPresent(found -> more.put(name, found.getTextContent()));
        }
        Optional<Element> records = child(element, "ResourceRecords");
        Optional<Element> alias = child(element, "AliasTarget");
        Optional<Element> ttl = child(element, "TTL");
        List<String> values = new ArrayList<>();
        if (records.isPresent()) {
            for (Element record : children(records.get(), "ResourceRecord")) {
                values.add(text(record, "Value"));
            }
        }
        boolean plain = alias.isEmpty() && ttl.isPresent() && !values.isEmpty();
        boolean aliased = alias.isPresent() && ttl.isEmpty() && records.isEmpty();
        boolean routed = !text(element, "SetIdentifier").isEmpty();
        if (!plain && !aliased) {
            throw new InvalidException(
                    "Invalid request: a set has a TTL and records, or an alias target, for " + text(element, "Name"));
        }
        if (!routed && more.keySet().stream().anyMatch(key -> !key.equals("HealthCheckId"))) {
            throw new InvalidException("Invalid request: a routing policy needs a set identifier");
        }
        return new Route53Set(
                text(element, "Name"),
                text(element, "Type"),
                text(element, "SetIdentifier"),
                more,
                plain ? Long.valueOf(ttl.get().getTextContent()) : null,
                values,
                aliased ? alias(alias.get()) : null);
    }

    private static Alias alias(Element element) throws InvalidException {
        return new Alias(
                text(element, "DNSName"),
                text(element, "HostedZoneId"),
                Boolean.parseBoolean(needed(element, "EvaluateTargetHealth").getTextContent()));
    }

    private static Element root(byte[] body) throws InvalidException {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder()
                    .parse(new ByteArrayInputStream(body))
                    .getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new InvalidException("Invalid XML ; " + e.getMessage());
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("the JDK's XML parser has secure processing", e);
        }
    }

    private static Optional<Element> child(Element parent, String name) {
        return children(parent, name).stream().findFirst();
    }

    private static Element needed(Element parent, String name) throws InvalidException {
        return child(parent, name).orElseThrow(() -> new InvalidException("Invalid XML ; no " + name));
    }

    private static String text(Element parent, String name) {
        return child(parent, name).map(Node::getTextContent).orElse("");
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            if (nodes.item(i) instanceof Element element
                    && element.getNodeName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    // answers

    static String error(String code, String message) {
        return HEAD + "<ErrorResponse xmlns=\"" + NAMESPACE + "\"><Error><Type>Sender</Type>" + tag("Code", code)
                + tag("Message", message) + "</Error>" + tag("RequestId", "fake-request") + "</ErrorResponse>";
    }

    /** The form that the documentation has, and that the service once sent. */
    static String oldInvalidChangeBatch(List<String> messages) {
        StringBuilder text = new StringBuilder(HEAD + "<InvalidChangeBatch xmlns=\"" + NAMESPACE + "\"><Messages>");
        messages.forEach(message -> text.append(tag("Message", message)));
        return text.append("</Messages></InvalidChangeBatch>").toString();
    }

    static String change(String response, String id, boolean inSync, String comment) {
        return HEAD + "<" + response + " xmlns=\"" + NAMESPACE + "\"><ChangeInfo>" + tag("Id", "/change/" + id)
                + tag("Status", inSync ? "INSYNC" : "PENDING") + tag("SubmittedAt", "2026-01-01T00:00:00Z")
                + (comment.isEmpty() ? "" : tag("Comment", comment)) + "</ChangeInfo></" + response + ">";
    }

    /** A page of sets; the last element, if it is beyond the page, says where the next one begins. */
    static String list(List<Route53Set> found, int pageSize) {
        boolean truncated = found.size() > pageSize;
        StringBuilder text = new StringBuilder(
                HEAD + "<ListResourceRecordSetsResponse xmlns=\"" + NAMESPACE + "\"><ResourceRecordSets>");
        found.stream().limit(pageSize).forEach(set -> text.append(set(set)));
        text.append("</ResourceRecordSets>").append(tag("IsTruncated", String.valueOf(truncated)));
        text.append(tag("MaxItems", String.valueOf(pageSize)));
        if (truncated) {
            Route53Set next = found.get(pageSize);
            text.append(tag("NextRecordName", Route53Set.escaped(next.name())));
            text.append(tag("NextRecordType", next.type()));
            text.append(next.identifier().isEmpty() ? "" : tag("NextRecordIdentifier", next.identifier()));
        }
        return text.append("</ListResourceRecordSetsResponse>").toString();
    }

    private static String set(Route53Set set) {
        StringBuilder text = new StringBuilder("<ResourceRecordSet>");
        text.append(tag("Name", Route53Set.escaped(set.name()))).append(tag("Type", set.type()));
        text.append(set.identifier().isEmpty() ? "" : tag("SetIdentifier", set.identifier()));
        for (String name : Route53Set.MORE) {
            String value = set.more().get(name);
            if (value != null && name.equals("GeoLocation")) {
                text.append("<GeoLocation>").append(tag("CountryCode", value)).append("</GeoLocation>");
            } else if (value != null) {
                text.append(tag(name, value));
            }
        }
        Alias alias = set.alias();
        if (alias != null) {
            text.append("<ResourceRecords/><AliasTarget>") // once sent empty: a client must not send it back
                    .append(tag("HostedZoneId", alias.hostedZoneId()))
                    .append(tag("DNSName", Route53Set.escaped(Route53Set.bare(alias.dnsName()))))
                    .append(tag("EvaluateTargetHealth", String.valueOf(alias.evaluateTargetHealth())))
                    .append("</AliasTarget>");
        } else {
            text.append(tag("TTL", String.valueOf(set.ttl()))).append("<ResourceRecords>");
            set.values()
                    .forEach(value -> text.append("<ResourceRecord>")
                            .append(tag("Value", value))
                            .append("</ResourceRecord>"));
            text.append("</ResourceRecords>");
        }
        return text.append("</ResourceRecordSet>").toString();
    }

    /** A hosted zone in a list. */
    record ZoneLine(String id, String name, boolean isPrivate) {}

    static String zones(List<ZoneLine> found, int pageSize, String asked) {
        boolean truncated = found.size() > pageSize;
        StringBuilder text =
                new StringBuilder(HEAD + "<ListHostedZonesByNameResponse xmlns=\"" + NAMESPACE + "\"><HostedZones>");
        for (ZoneLine zone : found.subList(0, Math.min(pageSize, found.size()))) {
            text.append("<HostedZone>")
                    .append(tag("Id", "/hostedzone/" + zone.id()))
                    .append(tag("Name", zone.name()))
                    .append(tag("CallerReference", "fake"))
                    .append("<Config>")
                    .append(tag("PrivateZone", String.valueOf(zone.isPrivate())))
                    .append("</Config>")
                    .append(tag("ResourceRecordSetCount", "2"))
                    .append("</HostedZone>");
        }
        text.append("</HostedZones>").append(tag("DNSName", asked));
        text.append(tag("IsTruncated", String.valueOf(truncated)));
        if (truncated) {
            text.append(tag("NextDNSName", found.get(pageSize).name()));
            text.append(tag("NextHostedZoneId", found.get(pageSize).id()));
        }
        return text.append(tag("MaxItems", String.valueOf(pageSize)))
                .append("</ListHostedZonesByNameResponse>")
                .toString();
    }

    private static String tag(String name, String text) {
        String safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        return "<" + name + ">" + safe + "</" + name + ">";
    }
}
