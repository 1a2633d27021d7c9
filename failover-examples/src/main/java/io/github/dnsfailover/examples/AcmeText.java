package io.github.dnsfailover.examples;

import io.github.dnsfailover.dns.DnsProviderException;
import io.github.dnsfailover.dns.RecordKey;

/** Texts as this vendor has them: in quotes, with a backslash before quotes and backslashes (RFC 1035 section 5.1). */
final class AcmeText {

    private AcmeText() {}

    static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /**
     * The text of a record; the strings of one that has several are one text (RFC 7208 section 3.3).
     *
     * @throws DnsProviderException if that is longer than a text of this library
     */
    static String text(RecordKey key, String data) throws DnsProviderException {
        StringBuilder text = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < data.length(); i++) {
            char c = data.charAt(i);
            if (c == '"') {
                inside = !inside;
            } else if (inside) {
                i += c == '\\' ? 1 : 0;
                text.append(data.charAt(i));
            }
        }
        try {
            return key.type().canonical(text.toString());
        } catch (IllegalArgumentException e) {
            throw DnsProviderException.notApplied(key + " cannot be read: " + e.getMessage())
                    .answered();
        }
    }
}
