package io.github.dnsfailover.console;

import io.github.dnsfailover.internal.text.ForeignText;
import java.util.Objects;

/**
 * Who makes a request, and what they may do. The application that contains the console decides both.
 *
 * <pre>{@code
 * HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8081), 0);
 * JdkConsole.mount(server, "/failover", console, exchange -> {
 *     HttpPrincipal who = exchange.getPrincipal();
 *     return who == null ? Visitor.nobody() : Visitor.acting(who.getUsername());
 * });
 * }</pre>
 *
 * <p>Immutable.
 */
public final class Visitor {

    private enum Right {
        NOTHING,
        LOOK,
        ACT
    }

    private static final Visitor NOBODY = new Visitor("", Right.NOTHING);

    private final String name;
    private final Right right;

    private Visitor(String name, Right right) {
        this.name = name;
        this.right = right;
    }

    private static Visitor named(String name, Right right) {
        String line = ForeignText.line(Objects.requireNonNull(name, "name"), ForeignText.LONGEST_NAME);
        if (line.isBlank()) {
            throw new IllegalArgumentException("name: \"" + line + "\"; some text is needed");
        }
        return new Visitor(line, right);
    }

    /**
     * May see everything, and change nothing.
     *
     * @param name what the visitor is called; one line of at most 200 characters is kept
     * @throws IllegalArgumentException if the name is blank
     */
    public static Visitor looking(String name) {
        return named(name, Right.LOOK);
    }

    /**
     * May see everything, and say what an operator may say; the engine keeps the name as who said it.
     *
     * @param name what the visitor is called; one line of at most 200 characters is kept
     * @throws IllegalArgumentException if the name is blank
     */
    public static Visitor acting(String name) {
        return named(name, Right.ACT);
    }

    /** May see nothing. */
    public static Visitor nobody() {
        return NOBODY;
    }

    String name() {
        return name;
    }

    boolean mayLook() {
        return right != Right.NOTHING;
    }

    boolean mayAct() {
        return right == Right.ACT;
    }

    @Override
    public String toString() {
        return right == Right.NOTHING ? "nobody" : name + (right == Right.ACT ? " (acts)" : " (looks)");
    }
}
