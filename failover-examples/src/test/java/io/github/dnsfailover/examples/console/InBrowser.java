package io.github.dnsfailover.examples.console;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one browser of a run to each test that asks for it, and ends it after the last one. */
final class InBrowser implements ParameterResolver {

    private static final Namespace OURS = Namespace.create(InBrowser.class);

    /** What JUnit closes in the end. */
    private record Kept(Browser browser) implements ExtensionContext.Store.CloseableResource, AutoCloseable {

        @Override
        public void close() {
            browser.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Browser.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(OURS)
                .getOrComputeIfAbsent("browser", unused -> new Kept(Browser.start()), Kept.class)
                .browser();
    }
}
