import './age';
import './countdown';
import './deadline';
import './icon';
import './number';
import './severity';
import './when';
