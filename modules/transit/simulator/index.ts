export { createSimulator, type Simulator, type SimulatorDeps, type SimulatorRoute } from './simulator.js';
