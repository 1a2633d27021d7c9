package io.github.dnsfailover.stores;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A pool of one connection: lent to one user after the other, and made anew when it is broken. Thread-safe. */
final class KeptConnection implements AutoCloseable {

    private final DataSource inner;
    private @Nullable Connection kept; // null until the first is lent

    KeptConnection(DataSource inner) {
        this.inner = inner;
    }

    DataSource source() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (self, method, arguments) -> {
                    if (!method.getName().equals("getConnection")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return lent();
                });
    }

    private synchronized Connection lent() throws SQLException {
        Connection connection = kept;
        if (connection == null || !connection.isValid(3)) {
            connection = inner.getConnection();
            kept = connection;
        }
        Connection real = connection;
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public synchronized void close() throws SQLException {
        if (kept != null) {
            kept.close();
        }
    }
}
