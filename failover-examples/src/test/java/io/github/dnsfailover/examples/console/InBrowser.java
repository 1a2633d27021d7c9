package io.github.dnsfailover.examples.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one browser and the one BIND of a run to each test that asks for it, and ends them after the last one. */
final class InBrowser implements ParameterResolver {

    private static final Namespace OURS = Namespace.create(InBrowser.class);

    /** What JUnit closes in the end. */
    private record Kept<T extends AutoCloseable>(T value)
            implements ExtensionContext.Store.CloseableResource, AutoCloseable {

        @Override
        public void close() throws Exception {
            value.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Browser.class || type == Bind.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(OURS);
        if (parameter.getParameter().getType() == Browser.class) {
            return kept(store.getOrComputeIfAbsent("browser", unused -> new Kept<>(Browser.start())));
        }
        Bind bind = (Bind) kept(store.getOrComputeIfAbsent("bind", unused -> new Kept<>(started())));
        return bind.renewed();
    }

    private static Object kept(Object stored) {
        return ((Kept<?>) stored).value();
    }

    private static Bind started() {
        try {
            return Bind.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
