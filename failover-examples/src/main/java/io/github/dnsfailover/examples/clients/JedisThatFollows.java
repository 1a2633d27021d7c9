package io.github.dnsfailover.examples.clients;

import io.github.dnsfailover.FailoverEngine;
import io.github.dnsfailover.client.FailoverDns;
import java.io.IOException;
import java.net.InetSocketAddress;
import redis.clients.jedis.ConnectionFactory;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.JedisSocketFactory;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.providers.PooledConnectionProvider;

/** A Jedis whose pool follows a move, without TLS. */
final class JedisThatFollows {

    private static final int CONNECT_MILLIS = 2_000;

    private JedisThatFollows() {}

    /** Of a pool of the engine. */
    static RedisClient of(FailoverEngine engine, String pool, InetSocketAddress redis) {
        // readme: jedis
        PublishedSockets sockets = new PublishedSockets(FailoverDns.of(engine));
        JedisSocketFactory factory = () -> {
            try {
                return sockets.connected(redis, CONNECT_MILLIS);
            } catch (IOException e) {
                throw new JedisConnectionException("no connection to " + redis, e);
            }
        };
        DefaultJedisClientConfig config = DefaultJedisClientConfig.builder().build();
        PooledConnectionProvider connections = new PooledConnectionProvider(new ConnectionFactory(factory, config));
        RedisClient jedis =
                RedisClient.builder().connectionProvider(connections).build();
        engine.onMove(pool, (now, stage) -> {
            sockets.closeLeft();
            connections.getPool().clear(); // the idle ones, which it would hand out without a look
        });
        // readme: end
        return jedis;
    }
}
