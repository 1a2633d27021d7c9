package io.github.dnsfailover.examples.console;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.ExtendWith;

/** All that is tried in a browser, in one class, since one browser does for all of it. */
@ExtendWith(InBrowser.class)
class ConsolePagesTest {

    @Nested
    class Moves extends MoveOnThePage {}

    @Nested
    class Actions extends ActionOnThePage {}

    @Nested
    class Hostile extends HostileInputs {}

    @Nested
    class FromElsewhere extends RequestsFromElsewhere {}

    @Nested
    class BehindAProxy extends PagesBehindAProxy {}

    @Nested
    class ManyPools extends StormOnThePage {}

    @Nested
    class ForEveryone extends PagesForEveryone {}
}
