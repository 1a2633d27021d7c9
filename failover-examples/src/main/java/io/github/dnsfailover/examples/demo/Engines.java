package io.github.dnsfailover.examples.demo;

import java.io.IOException;
import java.util.List;

/** Who watches the sites of the story and moves the record: one engine, or several of which one leads. */
interface Engines extends AutoCloseable {

    /** Makes them, once there is something to watch and to change. */
    @FunctionalInterface
    interface Maker {
        Engines with(WebSite.Pair sites, DemoDns dns) throws IOException, CannotBegin;
    }

    /** What there is to say of them before they begin, under the word "engines"; empty if nothing. */
    String introduction();

    void start() throws IOException;

    /** Whether the story may go on to the outage, as far as they are concerned. */
    boolean isReady();

    /** The primary has stopped just now. */
    void stopped() throws DidNotHappen, InterruptedException;

    /** What they say of themselves, for people who want to know why something did not happen. */
    String words();

    /**
     * What is to be told of them at the end.
     *
     * @throws DidNotHappen if they did not do as they must
     */
    List<String> results() throws DidNotHappen;

    @Override
    void close();
}
