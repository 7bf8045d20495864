// Prints the first event of a topic as JSON: node read.mjs <brokers> <registry> <topic>
import { Kafka, logLevel } from 'kafkajs'
import registry from '@kafkajs/confluent-schema-registry'

const [brokers, host, topic] = process.argv.slice(2)
const schemas = new registry.SchemaRegistry({ host })
const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
const consumer = kafka.consumer({ groupId: `node-${process.pid}` })
await consumer.connect()
await consumer.subscribe({ topics: [topic], fromBeginning: true })
const event = await new Promise((resolve, reject) => {
  consumer.on(consumer.events.CRASH, ({ payload }) => reject(payload.error))
  consumer.run({ eachMessage: async ({ message }) => resolve(await schemas.decode(message.value)) })
})
await consumer.disconnect()
process.stdout.write(JSON.stringify(event))
