package io.github.dnsfailover.route53.internal;

import java.net.ProtocolException;

/**
 * Looks how deep the elements of a text lie in each other, without parsing it: a parser that calls itself for each
 * needs a stack as deep.
 */
final class XmlDepth {

    private XmlDepth() {}

    /**
     * Nothing, if elements lie no deeper than this. Tags in comments and CDATA count too, and tags that are never
     * closed, as in a page of HTML: it may say more than there is, never less.
     *
     * @throws ProtocolException if they lie deeper
     */
    static void require(byte[] text, int deepest) throws ProtocolException {
        int depth = 0;
        for (int i = 0; i + 1 < text.length; i++) {
            if (text[i] == '<' && text[i + 1] == '/') {
                depth--;
            } else if (text[i] == '<' && text[i + 1] != '?' && text[i + 1] != '!') {
                depth++;
            } else if (text[i] == '/' && text[i + 1] == '>') {
                depth--;
            }
            depth = Math.max(0, depth); // or what was closed before it began would pay for what follows
            if (depth > deepest) {
                throw new ProtocolException("an answer with elements more than " + deepest + " deep");
            }
        }
    }
}
