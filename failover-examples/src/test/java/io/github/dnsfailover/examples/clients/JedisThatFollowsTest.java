package io.github.dnsfailover.examples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.dnsfailover.stores.RedisServer;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.RedisClient;

class JedisThatFollowsTest {

    @Test
    void thePoolIsAtTheOtherServerAfterAMove() throws Exception {
        int port = TwoPlaces.freePort();
        InetSocketAddress redis = InetSocketAddress.createUnresolved(TwoPlaces.HOST, port);
        try (RedisServer one = RedisServer.start(new InetSocketAddress(TwoPlaces.ONE, port));
                RedisServer two = RedisServer.start(new InetSocketAddress(TwoPlaces.TWO, port));
                TwoPlaces places = new TwoPlaces();
                RedisClient jedis = JedisThatFollows.of(places.engine, TwoPlaces.POOL, redis)) {
            assertThat(one.port()).isEqualTo(two.port());
            jedis.set("place", "one");

            places.failOver();

            assertThat(jedis.get("place")).isNull();
            jedis.set("place", "two");
            assertThat(jedis.get("place")).isEqualTo("two");
        }
    }
}
