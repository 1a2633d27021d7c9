package io.github.dnsfailover.route53.internal;

import java.net.ProtocolException;

/**
 * Looks how many elements a text has and how deep they lie in each other, without parsing it: a parser that calls
 * itself for each needs a stack as deep, and one that keeps each needs a heap as large.
 */
final class XmlDepth {

    private XmlDepth() {}

    /**
     * Nothing, if elements are no more and lie no deeper than this. Tags in comments and CDATA count too, and tags
     * that are never closed, as in a page of HTML: it may say more than there is, never less.
     *
     * @throws ProtocolException if they lie deeper or are more
     */
    static void require(byte[] text, int deepest, int most) throws ProtocolException {
        int depth = 0;
        int count = 0;
        for (int i = 0; i + 1 < text.length; i++) {
            if (text[i] == '<' && text[i + 1] == '/') {
                depth--;
            } else if (text[i] == '<' && text[i + 1] != '?' && text[i + 1] != '!') {
                depth++;
                count++;
            } else if (text[i] == '/' && text[i + 1] == '>') {
                depth--;
            }
            depth = Math.max(0, depth); // or what was closed before it began would pay for what follows
            if (depth > deepest) {
                throw new ProtocolException("an answer with elements more than " + deepest + " deep");
            }
            if (count > most) {
                throw new ProtocolException("an answer of more than " + most + " elements");
            }
        }
    }
}
