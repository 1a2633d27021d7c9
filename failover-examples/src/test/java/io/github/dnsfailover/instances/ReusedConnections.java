package io.github.dnsfailover.instances;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.sql.DataSource;

/**
 * A pool of connections that are lent without a look whether they are well, as pools do with those that were used a
 * moment ago: so a request goes out on a way that has just fallen silent. Thread-safe.
 */
final class ReusedConnections {

    private final DataSource inner;
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();

    ReusedConnections(DataSource inner) {
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

    private Connection lent() throws SQLException {
        Connection waiting = idle.pollFirst();
        Connection real = waiting == null || waiting.isClosed() ? inner.getConnection() : waiting;
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        giveBack(real);
                        return null;
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** Once one is broken, so are those that have waited. */
    private void giveBack(Connection real) throws SQLException {
        if (!real.isClosed()) {
            idle.addFirst(real);
            return;
        }
        for (Connection old = idle.pollFirst(); old != null; old = idle.pollFirst()) {
            old.abort(Runnable::run);
        }
    }
}
