package io.github.dnsfailover.examples.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the one browser and the one BIND of a run to each test that asks for it; JUnit closes them in the end. */
final class InBrowser implements ParameterResolver {

    private static final Namespace OURS = Namespace.create(InBrowser.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Browser.class || type == Bind.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ExtensionContext.Store store = context.getRoot().getStore(OURS);
        if (parameter.getParameter().getType() == Browser.class) {
            return store.getOrComputeIfAbsent("browser", unused -> Browser.start(), Browser.class);
        }
        return store.getOrComputeIfAbsent("bind", unused -> started(), Bind.class)
                .renewed();
    }

    private static Bind started() {
        try {
            return Bind.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
